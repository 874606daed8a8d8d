#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# One shard a task: sbatch --array=1-16 slurm.sh --profile campaign
# Afterwards: ringbench merge "$HOME"/shards/* --out whole
# A task that is requeued goes on where its shard was cut off. One whose directory is lost is run again alone:
# RINGBENCH_OF=16 sbatch --array=3 slurm.sh --profile campaign
#SBATCH --job-name=ringbench
#SBATCH --exclusive
#SBATCH --requeue
set -eu
: "${SLURM_ARRAY_TASK_ID:?start it with sbatch --array=1-N}"
shards=${RINGBENCH_SHARDS:-$HOME/shards}
mkdir -p "$shards"
out=$shards/$SLURM_ARRAY_TASK_ID
if [ -e "$out/plan.json" ]; then
  exec sudo ringbench faults --resume "$out"
fi
exec sudo ringbench faults --seed "${RINGBENCH_SEED:-7}" \
  --shard "$SLURM_ARRAY_TASK_ID/${RINGBENCH_OF:-$SLURM_ARRAY_TASK_COUNT}" --out "$out" "$@"
