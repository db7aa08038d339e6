import { compose, web, type Row } from './row.ts'

/** Mistakes in one of several files: the place is that of the text to change. */
export const layers: readonly Row[] = [
  {
    mistake: 'an env file that is missing',
    files: web('    env_file: [a.env]'),
    errors: ['compose.yaml:4:16 E044'],
    says: 'required: false',
  },
  {
    mistake: 'a mistake in an env file',
    files: { ...web('    env_file: [a.env]'), 'a.env': 'A=1\nb c=2\n' },
    errors: ['a.env:2:1 E044'],
  },
  {
    mistake: 'a file to extend from that is missing',
    files: web('    extends:', '      file: nope.yaml', '      service: x'),
    errors: ['compose.yaml:5:13 E006'],
  },
  {
    mistake: 'a service to extend that is missing',
    files: web('    extends: {service: bas}', '  base:', '    image: x'),
    errors: ['compose.yaml:4:24 E030'],
    says: '`base`',
  },
  {
    mistake: 'services that extend each other',
    files: web('    extends: {service: b}', '  b:', '    extends: {service: web}'),
    errors: ['compose.yaml:4:14 E037'],
  },
  {
    mistake: 'an included file that is missing',
    files: { 'compose.yaml': compose('include:', '  - nope.yaml', 'services: {}') },
    errors: ['compose.yaml:2:5 E006'],
  },
  {
    mistake: 'files that include each other',
    files: {
      ...web(),
      'compose.yaml': compose('include: [b.yaml]'),
      'b.yaml': compose('include:', '  - compose.yaml'),
    },
    errors: ['b.yaml:2:5 E038'],
  },
  {
    mistake: 'a name that the included file has too',
    files: {
      'compose.yaml': compose('include: [b.yaml]', 'services:', '  web:', '    image: x'),
      'b.yaml': compose('services:', '  web:', '    image: y'),
    },
    errors: ['compose.yaml:3:3 E039'],
  },
  { mistake: 'no file anywhere', files: {}, errors: ['E006'] },
  {
    mistake: 'a typo in an override file',
    files: { ...web(), 'compose.override.yaml': compose('services:', '  web:', '    enviroment: {A: 1}') },
    errors: ['compose.override.yaml:3:5 E020'],
    says: '`environment`',
  },
  {
    mistake: 'an undefined volume in an override file',
    files: { ...web(), 'compose.override.yaml': compose('services:', '  web:', '    volumes: [data:/d]') },
    errors: ['compose.override.yaml:3:15 E032'],
  },
  {
    mistake: 'a wrong value in an included file',
    files: {
      'compose.yaml': compose('include: [sub/b.yaml]'),
      'sub/b.yaml': compose('services:', '  b:', '    image: x', '    mem_limit: lots'),
    },
    errors: ['sub/b.yaml:4:16 E022'],
  },
  {
    mistake: 'a wrong value in an extended file',
    files: {
      ...web('    extends:', '      file: sub/base.yaml', '      service: base'),
      'sub/base.yaml': compose('services:', '  base:', '    ports: ["80:x"]'),
    },
    errors: ['sub/base.yaml:3:13 E022'],
  },
]
