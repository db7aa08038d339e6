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
]
