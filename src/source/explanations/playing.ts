import type { PlayingKind } from '../codes.ts'
import { type Explanation, lines } from './explanation.ts'

/** What goes wrong with `muster play`. */
export const ofPlaying: Readonly<Record<PlayingKind, Explanation>> = {
  scenario: {
    title: 'a step that does not give what is written',
    severity: 'error',
    meaning:
      'A command printed something else or ended with another exit code than the scenario says, a server answered otherwise, or what was waited for did not come. The message names the step; above it stands the difference as a unified diff. The exit code is 4, and nothing of the stack that was played on is left.',
    example: lines('steps:', '  - host: echo hello', '    expect: good-bye'),
    remedy:
      'Correct the program or the scenario. `...` stands for anything, `{{number}}` or `{{/regex/}}` for what varies; times, ids and ports of the system count as equal anyway.',
  },
}
