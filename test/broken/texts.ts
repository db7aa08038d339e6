import { compose, web, type Row } from './row.ts'

/** Mistakes that keep a file from having a meaning. */
export const texts: readonly Row[] = [
  {
    mistake: 'a tab as indentation',
    files: { 'compose.yaml': compose('services:', '  web:', '\timage: x') },
    errors: ['compose.yaml:3:1 E001'],
  },
  { mistake: 'a key twice', files: web('    image: other'), errors: ['compose.yaml:4:5 E002'] },
  {
    mistake: 'a wrong indentation',
    files: { 'compose.yaml': compose('services:', '  web:', '    image: x', '   ports: []') },
    errors: ['compose.yaml:4:4 E001'],
  },
  {
    mistake: 'an alias without an anchor',
    files: web('    environment: *nope'),
    errors: ['compose.yaml:4:18 E003'],
  },
  { mistake: 'an empty file', files: { 'compose.yaml': '# nothing\n' }, errors: ['compose.yaml:1:1 E005'] },
  {
    mistake: 'a variable that cannot be read',
    files: web('    hostname: a${B!}c'),
    errors: ['compose.yaml:4:16 E010'],
  },
  {
    mistake: 'a required variable that is missing',
    files: web('    hostname: ${HOST:?tell me}'),
    errors: ['compose.yaml:4:15 E011'],
    says: 'tell me',
  },
  {
    mistake: 'a key that is no text',
    files: web('    environment:', '      TRUE: 1'),
    errors: ['compose.yaml:5:7 E004'],
  },
  {
    mistake: 'a bracket that is never closed',
    files: web('    ports: ["80:80"'),
    errors: ['compose.yaml:4:12 E001'],
    says: 'never closed',
  },
  {
    mistake: 'a quote that is never closed',
    files: web('    hostname: "web', '    user: root'),
    errors: ['compose.yaml:4:15 E001'],
  },
  {
    mistake: 'a second colon in a line',
    files: web('    command: echo a: b'),
    errors: ['compose.yaml:4:14 E001'],
    says: 'quotes',
  },
  {
    mistake: 'three slips of syntax in one file',
    files: web('    command: echo a: b', '    user: @root', '    hostname: web', '    labels: {a: "b" c}'),
    errors: ['compose.yaml:4:14 E001', 'compose.yaml:5:11 E001', 'compose.yaml:7:21 E001'],
  },
  {
    mistake: 'a bracket that is never closed, and what the parser makes of the lines below',
    files: web('    ports: ["80:80"', '    user: root', '    hostname: web'),
    errors: ['compose.yaml:4:12 E001'],
  },
  {
    mistake: 'a line that makes all lines below it look wrong',
    files: {
      'compose.yaml': compose('services:', '  web:', '   image: x', '    user: a', '    hostname: b', '    tty: true'),
    },
    errors: ['compose.yaml:4:5 E001'],
  },
  { mistake: 'a control character', files: web('    user: a\u0001'), errors: ['compose.yaml:4:12 E001'] },
  {
    mistake: 'an alias inside its own value',
    files: { 'compose.yaml': compose('x-a: &a', '  b: *a', 'services: {}') },
    errors: ['compose.yaml:2:6 E003'],
  },
  {
    mistake: 'a text instead of a file of keys',
    files: { 'compose.yaml': 'hello world\n' },
    errors: ['compose.yaml:1:1 E021'],
    says: 'line 1 begins a text',
  },
  {
    mistake: 'braces that are not closed in a list',
    files: web('    command: ["ok", "${BAD"]'),
    errors: ['compose.yaml:4:22 E010'],
  },
  {
    mistake: 'a variable without quotes inside braces',
    files: web('    deploy: {replicas: ${N}}'),
    errors: ['compose.yaml:4:25 E001'],
    says: 'must be in quotes',
  },
  {
    mistake: 'a colon without a space',
    files: { 'compose.yaml': compose('services:', '  web:', '    image:nginx', '    user: root') },
    errors: ['compose.yaml:3:5 E001'],
    says: 'put a space after the colon: `image: …`',
  },
  {
    mistake: 'a colon without a space in the only line of a service',
    files: { 'compose.yaml': compose('services:', '  web:', '    image:nginx') },
    errors: ['compose.yaml:3:5 E021'],
    says: 'put a space after the colon: `image: …`',
  },
  {
    mistake: 'a key that is indented as a part of a list item',
    files: web('    ports:', '    - 80:80', '      environment:', '        A: b'),
    errors: ['compose.yaml:6:7 E001'],
    says: 'indent `environment` by 4 spaces, as `ports` above',
  },
  {
    mistake: 'a key that is indented as the items before it',
    files: web('    ports:', '      - 80:80', '      environment:', '        A: b'),
    errors: ['compose.yaml:6:7 E001'],
    says: 'indent `environment` by 4 spaces, as `ports` above',
  },
  {
    mistake: 'a key that is indented more than the key before it',
    files: web('      user: root'),
    errors: ['compose.yaml:4:7 E001'],
    says: 'indent `user` by 4 spaces, as `image` above',
  },
  {
    mistake: 'a template without quotes, which is one mistake',
    files: web('    command: {{ cmd }}'),
    errors: ['compose.yaml:4:15 E004'],
    says: 'put it in quotes',
  },
  {
    mistake: 'a merge key that merges a number',
    files: web('    labels:', '      <<: [3]'),
    errors: ['compose.yaml:5:7 E001'],
    says: 'write `<<: *name`',
  },
  {
    mistake: 'a remedy for a bracket that is never closed',
    files: web('    ports: ["80:80"'),
    errors: ['compose.yaml:4:12 E001'],
    says: 'add the closing `]`',
  },
]
