import { pairRatios, ratio, seconds } from './statistics.ts'

export type Contestant = 'muster' | 'compose' | 'floor'

/** Milliseconds by step, in rounds. */
export type Samples = Map<string, Readonly<Record<Contestant, number[]>>>

/** Notes one measurement, if there is one. */
export function record(
  samples: Samples,
  step: string,
  { who, ms }: { readonly who: Contestant; readonly ms: number | undefined },
): void {
  if (ms === undefined) return
  const known = samples.get(step) ?? { muster: [], compose: [], floor: [] }
  known[who].push(ms)
  samples.set(step, known)
}

/** One line for each step: medians, middle halves, and ratios of pairs. */
export function print(name: string, samples: Samples): void {
  for (const [step, { muster, compose, floor }] of samples) {
    const against =
      floor.length === 0 ? '' : `  floor ${seconds(floor)}  ratio to floor ${ratio(pairRatios(muster, floor))}`
    process.stdout.write(
      `${`${name} ${step}`.padEnd(20)} muster ${seconds(muster)}  docker compose ${seconds(compose)}  ratio ${ratio(pairRatios(muster, compose))}${against}\n`,
    )
  }
}
