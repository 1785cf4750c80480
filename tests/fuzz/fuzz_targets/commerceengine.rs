#![no_main]
libfuzzer_sys::fuzz_target!(|data: &[u8]| customer_fuzz_targets::commerceengine(data));
