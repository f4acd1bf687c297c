@_exported import HUSETestSupport
import Testing

/// All tests that need a server, one after another: some of them end every connection.
@Suite(.serialized) struct PostgresTests {}
