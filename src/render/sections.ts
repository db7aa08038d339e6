/** Folds parts of a job's output, where the CI system can. */
export interface Sections {
  readonly begin: (name: string, title: string) => string
  readonly end: (name: string) => string
}

const none: Sections = { begin: () => '', end: () => '' }

/** GitHub Actions groups, GitLab sections, or nothing elsewhere. `now` is in milliseconds since the epoch. */
export function sectionsOf(env: ReadonlyMap<string, string>, now: () => number): Sections {
  if (env.get('GITHUB_ACTIONS') === 'true')
    return { begin: (_, title) => `::group::${title}\n`, end: () => '::endgroup::\n' }
  if ((env.get('GITLAB_CI') ?? '') === '') return none
  const seconds = (): number => Math.floor(now() / 1000)
  return {
    begin: (name, title) => `\x1b[0Ksection_start:${seconds()}:muster_${name}[collapsed=true]\r\x1b[0K${title}\n`,
    end: (name) => `\x1b[0Ksection_end:${seconds()}:muster_${name}\r\x1b[0K\n`,
  }
}
