//! What every HTTP adapter for customer-core needs: transport, authorization, retry, rate limit, decoding.
