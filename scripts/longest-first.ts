import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Files that take a minute or more; the first two and the last two keep an engine busy all by themselves. */
const long: readonly string[] = [
  'faults.test.ts',
  'crash.test.ts',
  'lifecycle.test.ts',
  'play-files.test.ts',
  'build-stale.test.ts',
  'test-interrupts.test.ts',
  'snapshot-crash.test.ts',
  'lease-kill.test.ts',
]

/**
 * The order of the test files. vitest begins with large files where it has not run them before, as in CI; a small one that takes
 * long would be alone at the end.
 */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification): number => {
      const index = long.findIndex((name) => moduleId.endsWith(`/engine/${name}`) || moduleId.endsWith(`/core/${name}`))
      return index < 0 ? long.length : index
    }
    return (await super.sort(files)).sort((a, b) => place(a) - place(b))
  }
}
