//! Small damage to inputs, the same in every run.

/// What parsers look out for, put where it is not expected.
const TOKENS: [&[u8]; 32] = [
    b"\0",
    b"\n",
    b"\r\n",
    b"\"",
    b"\\",
    b"\\u0000",
    b"\\ud800",
    b"{",
    b"}",
    b"[",
    b"]",
    b",",
    b":",
    b"null",
    b"true",
    b"-",
    b"1e999",
    b"0.1",
    b"99999999999999999999",
    b"@",
    b"%40",
    b"%",
    b"+",
    b"(0)",
    b"..",
    b"/",
    b" ",
    b"\xff",
    b"\xe2\x80\xae",
    b"\xc2\xa0",
    b"\xf0\x9f\x99\x82",
    b"{\"id\":\"1\"}",
];

/// Makes inputs out of others.
pub(crate) struct Mutator {
    corpus: Vec<Vec<u8>>,
    state: u64,
}

impl Mutator {
    pub(crate) fn new(corpus: Vec<Vec<u8>>) -> Self {
        Self {
            corpus,
            state: 0x9e37_79b9_7f4a_7c15,
        }
    }

    /// Below `bound`, which is not 0. `SplitMix64`: nothing here has to be hard to guess.
    fn below(&mut self, bound: usize) -> usize {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^= mixed >> 31;
        usize::try_from(mixed % bound as u64).unwrap()
    }

    fn place(&mut self, input: &[u8]) -> usize {
        self.below(input.len() + 1)
    }

    /// A piece of the input.
    fn piece(&mut self, input: &[u8]) -> std::ops::Range<usize> {
        let (one, other) = (self.place(input), self.place(input));
        one.min(other)..one.max(other)
    }

    fn pick(&mut self) -> Vec<u8> {
        let index = self.below(self.corpus.len());
        self.corpus[index].clone()
    }

    /// The next input: one of the corpus with one to four changes.
    pub(crate) fn next(&mut self) -> Vec<u8> {
        let mut input = self.pick();
        for _ in 0..=self.below(4) {
            self.change(&mut input);
        }
        input
    }

    fn change(&mut self, input: &mut Vec<u8>) {
        let at = self.place(input);
        match self.below(8) {
            0 if at < input.len() => input[at] ^= 1 << self.below(8),
            1 if at < input.len() => input[at] = u8::try_from(self.below(256)).unwrap(),
            2 => input.truncate(at),
            3 => {
                let piece = self.piece(input);
                input.drain(piece);
            }
            4 if input.len() < 4096 => {
                let piece = self.piece(input);
                let again = input[piece].to_vec();
                input.splice(at..at, again);
            }
            5 => {
                let other = self.pick();
                let piece = self.piece(&other);
                input.splice(at..at, other[piece].iter().copied());
            }
            _ => {
                let token = TOKENS[self.below(TOKENS.len())];
                input.splice(at..at, token.iter().copied());
            }
        }
    }
}
