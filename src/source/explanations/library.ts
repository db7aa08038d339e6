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
  'not-in-stack': {
    title: 'a service that a stack does not have',
    severity: 'error',
    meaning: 'A program asked a stack for a service that its project does not have, or whose profile is not active.',
    example: lines(
      'const stack = await up({ compose: { services: { db: { image: "redis" } } } })',
      'stack.service("cache")',
    ),
    remedy: 'Use one of the names in the message. `profiles` of the options activates services that have profiles.',
  },
  'invalid-scheme': {
    title: 'a URL with a scheme that is none',
    severity: 'error',
    meaning:
      'A program asked an endpoint for its URL with something that cannot be the scheme of one, for instance a path.',
    example: lines('stack.service("api").endpoint(8000).url("/healthz")'),
    remedy: 'The path is the second argument: `url("http", "/healthz")`.',
  },
  'project-exists': {
    title: 'a project that somebody else has up',
    severity: 'error',
    meaning:
      'A program brings a project up that has containers already: most likely you have it up yourself, or another test has. At its end a stack is taken down, and these would go with it.',
    example: lines('// while `muster up -d` of the same folder runs', 'await using stack = await up()'),
    remedy:
      "Give the program a copy of its own, which runs beside: `isolate: true`. To use what is up: `connect()`. To bring it up to date and leave it up: `existing: 'keep'`. To take it over and down at the end, with its volumes: `existing: 'adopt'`.",
  },
}
