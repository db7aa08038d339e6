/** What people write for another key: from docker's flags, from other tools, from habit. */
const habits: ReadonlyMap<string, readonly string[]> = new Map([
  ['env', ['environment']],
  ['envs', ['environment']],
  ['env_vars', ['environment']],
  ['variables', ['environment']],
  ['envfile', ['env_file']],
  ['env-file', ['env_file']],
  ['dependson', ['depends_on']],
  ['depends', ['depends_on']],
  ['requires', ['depends_on']],
  ['port', ['ports']],
  ['publish', ['ports']],
  ['mounts', ['volumes']],
  ['mount', ['volumes']],
  ['cmd', ['command']],
  ['workdir', ['working_dir']],
  ['cwd', ['working_dir']],
  ['health_check', ['healthcheck']],
  ['health', ['healthcheck']],
  ['restart_policy', ['restart']],
  ['memory', ['mem_limit', 'limits']],
  ['cpu', ['cpus']],
  ['name', ['container_name']],
  ['host_name', ['hostname']],
  ['capabilities', ['cap_add']],
  ['readonly', ['read_only']],
  ['interactive', ['stdin_open']],
  ['service', ['services', 'source']],
  ['src', ['source']],
  ['dst', ['target']],
  ['destination', ['target']],
  ['ro', ['read_only']],
  ['start', ['start_period']],
  ['healthy', ['service_healthy']],
  ['started', ['service_started']],
  ['completed', ['service_completed_successfully']],
  ['service_completed', ['service_completed_successfully']],
  ['service_completed_success', ['service_completed_successfully']],
])

/** The one of `candidates` that was likely meant by `word`, or undefined when none is near. */
export function suggest(word: string, candidates: Iterable<string>): string | undefined {
  const known = [...candidates].filter((candidate) => candidate !== word)
  const habit = (habits.get(word.toLowerCase()) ?? []).find((meant) => known.includes(meant))
  if (habit !== undefined) return habit
  const plain = simplified(word)
  let best: { readonly candidate: string; readonly away: number } | undefined
  for (const candidate of known) {
    const target = simplified(candidate)
    const allowed = Math.min(3, Math.floor(Math.max(plain.length, target.length) / 3))
    if (Math.abs(plain.length - target.length) > allowed) continue
    const away = distance(plain, target)
    if (away <= allowed && (best === undefined || away < best.away)) best = { candidate, away }
  }
  return best?.candidate
}

/** Case and separators are the most frequent slips and cost nothing. */
function simplified(word: string): string {
  return word
    .toLowerCase()
    .replace(/[-_\s]/g, '')
    .slice(0, 64)
}

/** Letters to insert, drop, change or swap with their neighbour (optimal string alignment). */
export function distance(a: string, b: string): number {
  let before: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i]
    for (let j = 1; j <= b.length; j += 1) {
      const change = (last[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      let cost = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, change)
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      if (swapped) cost = Math.min(cost, (before[j - 2] ?? 0) + 1)
      row.push(cost)
    }
    before = last
    last = row
  }
  return last[b.length] ?? 0
}
