/// How the steps of training are divided among several processes, the ranks.
///
/// Every rank has the same settings, and the same data or a part of it (`ShardedPairs`). It
/// computes the towers for its share of each batch; the loss is that of the whole batch, and all
/// ranks end a step with the same weights.
///
/// ```swift
/// trainer.distribution = try DistributedTraining(over: communicator)
/// try trainer.train(&model, on: pairs, minimizing: loss, epochs: 30)
/// ```
///
/// The sums over a batch are computed in blocks of pairs and added up in a fixed order. So the same
/// seed, data and size of a block give the same bits on any number of ranks and threads of one type
/// of processor.
public struct DistributedTraining: Sendable {
  /// The connection with the other ranks.
  public let communicator: any Communicator
  /// The number of pairs that a rank takes or leaves as a whole.
  ///
  /// A batch of N pairs occupies at most N divided by this number of ranks.
  public let blockSize: Int

  /// Creates a division.
  ///
  /// - Parameters:
  ///   - communicator: the connection with the other ranks.
  ///   - blockSize: the number of pairs in a block. Small blocks occupy more ranks, and large ones
  ///     are computed faster.
  /// - Throws: `HUSEError.invalidArgument` unless the block size is a multiple of 16 above 0.
  public init(over communicator: any Communicator, blockSize: Int = 256) throws(HUSEError) {
    guard blockSize > 0, blockSize % 16 == 0 else {
      throw .invalidArgument(
        name: "blockSize", found: "\(blockSize)", expected: "a multiple of 16 above 0")
    }
    self.communicator = communicator
    self.blockSize = blockSize
  }

  /// The same division over a communicator that connects the same ranks.
  func over(_ communicator: any Communicator) -> DistributedTraining {
    DistributedTraining(communicator, blockSize)
  }

  private init(_ communicator: any Communicator, _ blockSize: Int) {
    (self.communicator, self.blockSize) = (communicator, blockSize)
  }

  /// The division of a batch.
  func shard(ofPairs count: Int) -> BatchShard {
    BatchShard(
      RankBlocks(rowCount: count, blockSize: blockSize, rankCount: communicator.size),
      over: communicator)
  }
}
