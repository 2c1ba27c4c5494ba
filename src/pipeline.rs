//! The whole way on one screen: what build, check, serve, publish and export share.
