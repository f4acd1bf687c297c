import HUSELosses

let batch = try BatchOutput(
  imageEmbeddings: [[1, 0], [0, 1]],
  textEmbeddings: [[1, 0], [1, 0]],
  imageLogits: [[2, 0], [0, 2]],
  textLogits: [[2, 0], [2, 0]],
  labels: [0, 1])
let loss = 0.8 * ClassificationLoss() + 0.2 * GapLoss()
let (value, gradient) = loss(batch)
print(value)  // 0.6015 (classification 0.6269, gap 0.5000)
print(gradient.embeddings)  // Matrix(4 × 2)
