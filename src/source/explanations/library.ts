import type { LibraryKind } from '../codes.ts'
import { type Explanation, lines } from './explanation.ts'

/** What a program asks of a stack that does not have it. */
export const ofLibrary: Readonly<Record<LibraryKind, Explanation>> = {
  'no-container': {
    title: 'a service of a stack without a container',
    severity: 'error',
    meaning:
      'A program that uses muster as a library asked for the port of a service that has no container: it was not among the `services` that were brought up, or its containers were removed since.',
    example: lines('const stack = await up({ services: ["db"] })', 'stack.service("web").endpoint(80)'),
    remedy: 'Bring the service up, too. `stack.refresh()` looks again at what there is.',
  },
  'not-published': {
    title: 'a port that is not published',
    severity: 'error',
    meaning:
      'A program asked where a port of a container is reached from this machine, and the service does not publish that port.',
    example: lines('services:', '  db:', '    image: postgres', '# stack.service("db").endpoint(5432)'),
    remedy:
      'Publish it: `ports: ["5432"]` lets the engine choose a free port, which is what tests want. Inside of the project containers reach each other without it.',
  },
}
