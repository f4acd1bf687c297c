"""Prints the scalars of the event files in a folder as JSON, read by TensorBoard, which checks the
checksums of all records. The Swift test CurvesTests runs this."""

import json
import sys

from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

accumulator = EventAccumulator(sys.argv[1])
accumulator.Reload()
print(json.dumps({
    tag: [{"step": event.step, "value": event.value} for event in accumulator.Scalars(tag)]
    for tag in accumulator.Tags()["scalars"]
}))
