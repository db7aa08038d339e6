import type { TestingKind } from '../codes.ts'
import { type Explanation, lines } from './explanation.ts'

/** What goes wrong around a test (`muster test`). */
export const ofTesting: Readonly<Record<TestingKind, Explanation>> = {
  artifacts: {
    title: 'a folder for artifacts that cannot be used',
    severity: 'error',
    meaning:
      'Artifacts are written into a folder of their own, or beside files that have other names. Nothing that muster has not written itself is overwritten, and no symbolic link is followed.',
    example: lines('touch out/summary.md', 'muster test --artifacts out e2e'),
    remedy: 'Name another folder, or move what is in the way.',
  },
  'side-failure': {
    title: 'a service that fails while a test runs',
    severity: 'error',
    meaning:
      'A service ended with another code than 0, became unhealthy, or keeps restarting while the test ran, and what the test found may be due to that. The exit code is 4, whatever the test said.',
    example: lines(
      'services:',
      '  db:',
      '    image: busybox',
      '    command: sh -c "sleep 2; exit 3"',
      '  e2e:',
      '    image: busybox',
      '    command: sleep 5',
    ),
    remedy: 'See what the service printed; with `--ignore-exits` services may fail.',
  },
}
