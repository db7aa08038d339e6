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
  {
    mistake: 'a key twice in an override file',
    files: { ...web(), 'compose.override.yaml': compose('services:', '  web:', '    user: a', '    user: b') },
    errors: ['compose.override.yaml:4:5 E002'],
    notes: ['compose.override.yaml:3:5'],
  },
  {
    mistake: 'scale in one file against replicas in the other',
    files: {
      ...web('    scale: 2'),
      'compose.override.yaml': compose('services:', '  web:', '    deploy: {replicas: 3}'),
    },
    errors: ['compose.yaml:4:12 E025'],
    notes: ['compose.override.yaml:3:24'],
  },
  {
    mistake: 'one container name in two files',
    files: {
      ...web('    container_name: one'),
      'compose.override.yaml': compose('services:', '  b:', '    image: x', '    container_name: one'),
    },
    errors: ['compose.override.yaml:4:21 E024'],
    notes: ['compose.yaml:4:21'],
  },
  {
    mistake: 'a variable that cannot be read in an override file',
    files: { ...web(), 'compose.override.yaml': compose('services:', '  web:', '    user: a${B!}') },
    errors: ['compose.override.yaml:3:12 E010'],
  },
  {
    mistake: 'a required variable in an included file',
    files: {
      'compose.yaml': compose('include: [b.yaml]'),
      'b.yaml': compose('services:', '  b:', '    image: x:${TAG:?}'),
    },
    errors: ['b.yaml:3:14 E011'],
  },
  {
    mistake: 'a typo in an included file',
    files: {
      'compose.yaml': compose('include:', '  - path: sub/b.yaml'),
      'sub/b.yaml': compose('services:', '  b:', '    image: x', '    comand: x'),
    },
    errors: ['sub/b.yaml:4:5 E020'],
    says: '`command`',
  },
  {
    mistake: 'a name that two included files have',
    files: {
      'compose.yaml': compose('include: [a.yaml, b.yaml]'),
      'a.yaml': compose('services:', '  web: {image: x}'),
      'b.yaml': compose('services:', '  web: {image: y}'),
    },
    errors: ['a.yaml:2:3 E039'],
    notes: ['b.yaml:2:3'],
  },
  {
    mistake: 'an undefined network in an extended file',
    files: {
      ...web('    extends: {file: base.yaml, service: base}'),
      'base.yaml': compose('services:', '  base:', '    networks: [back]'),
    },
    errors: ['base.yaml:3:16 E031'],
  },
  {
    mistake: 'a typo in an extended file',
    files: {
      ...web('    extends: {file: base.yaml, service: base}'),
      'base.yaml': compose('services:', '  base:', '    image: x', '    restrt: always'),
    },
    errors: ['base.yaml:4:5 E020'],
    says: '`restart`',
  },
  {
    mistake: 'a service that the extended file does not have, which is no second mistake',
    files: {
      'compose.yaml': compose('services:', '  web:', '    extends: {file: base.yaml, service: bse}'),
      'base.yaml': compose('services:', '  base:', '    image: x'),
    },
    errors: ['compose.yaml:3:41 E030'],
    says: '`base`',
  },
  {
    mistake: 'a line in .env that is none',
    files: { ...web(), '.env': 'A=1\nnot a line\n' },
    errors: ['.env:2:1 E044'],
    says: 'NAME=value',
  },
  {
    mistake: 'a quote in .env that is never closed',
    files: { ...web(), '.env': "A='1\nB=2\n" },
    errors: ['.env:1:3 E044'],
    says: 'closing quote',
  },
  {
    mistake: 'a required variable in .env',
    files: { ...web(), '.env': '# comment\nA=${B:?tell me}\n' },
    errors: ['.env:2:3 E044'],
    says: 'tell me',
  },
  {
    mistake: 'a wrong value from .env, shown where it is used and where it is set',
    files: { ...web('    ports: ["${PORT}:80"]'), '.env': 'A=1\nPORT=http\n' },
    errors: ['compose.yaml:4:13 E022'],
    notes: ['.env:2:1'],
  },
  {
    mistake: 'a compose file that .env names and that is missing',
    files: { '.env': 'COMPOSE_FILE=nope.yaml\n' },
    errors: ['.env:1:1 E006'],
  },
  {
    mistake: 'a project name from .env that is none',
    files: { ...web(), '.env': 'A=1\nexport COMPOSE_PROJECT_NAME=My.App\n' },
    errors: ['.env:2:8 E042'],
    says: 'myapp',
  },
  {
    mistake: 'a quote in an env file that is never closed',
    files: { ...web('    env_file: [a.env]'), 'a.env': 'A=1\nB="2\n' },
    errors: ['a.env:2:3 E044'],
  },
  {
    mistake: 'a line in a raw env file that is none',
    files: { ...web('    env_file: [{path: a.env, format: raw}]'), 'a.env': 'A=1\nB C=2\n' },
    errors: ['a.env:2:1 E044'],
  },
  {
    mistake: 'a format of env files that does not exist',
    files: { ...web('    env_file: [{path: a.env, format: yaml}]'), 'a.env': 'A=1\n' },
    errors: ['compose.yaml:4:38 E022'],
  },
  {
    mistake: 'a mistake in a label file',
    files: { ...web('    label_file: a.labels'), 'a.labels': 'a.b=1\nc d=2\n' },
    errors: ['a.labels:2:1 E044'],
  },
  {
    mistake: 'a mistake in the .env of an included project',
    files: {
      'compose.yaml': compose('include: [sub/b.yaml]'),
      'sub/b.yaml': compose('services:', '  b: {image: x}'),
      'sub/.env': 'A=1\nB C=2\n',
    },
    errors: ['sub/.env:2:1 E044'],
  },
]
