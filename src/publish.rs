//! `public/` to a target of `config.toml`: the plan, then what changed.
