import type { RelationKind } from '../codes.ts'
import { type Explanation, lines } from './explanation.ts'

/** What is wrong between parts of a project. */
export const ofRelations: Readonly<Record<RelationKind, Explanation>> = {
  'undefined-service': {
    title: 'a service that does not exist',
    severity: 'error',
    meaning:
      'A service is named by `depends_on`, `links`, `extends`, `network_mode: service:…` or the like, and no file defines it, or it belongs to a profile that is not enabled.',
    example: lines(
      'services:',
      '  web:',
      '    image: nginx',
      '    depends_on: [databse]',
      '  database:',
      '    image: postgres',
    ),
    remedy:
      'Correct the name, enable the profile with `--profile`, or allow it to be missing with `required: false` in the long form of `depends_on`.',
  },
  'undefined-network': {
    title: 'a network that is not declared',
    severity: 'error',
    meaning: 'Each network of a service, except `default`, has an entry under the top-level `networks:`.',
    example: lines('services:', '  web:', '    image: nginx', '    networks: [backnd]', 'networks:', '  backend:'),
    remedy: 'Correct the name or declare it. A network that others manage is declared with `external: true`.',
  },
  'undefined-volume': {
    title: 'a volume that is not declared',
    severity: 'error',
    meaning:
      'In `data:/var/lib` the part before the colon is the name of a volume, which has an entry under the top-level `volumes:`. Only a source that begins with `.`, `/` or `~` is a path.',
    example: lines('services:', '  db:', '    image: postgres', '    volumes: ["data:/var/lib/postgresql/data"]'),
    remedy: 'Declare it: `volumes: {data: {}}`. If a folder is meant, write `./data:`.',
  },
  'undefined-secret': {
    title: 'a secret that is not declared',
    severity: 'error',
    meaning:
      'Each secret of a service or of its build has an entry under the top-level `secrets:` that says where it comes from.',
    example: lines('services:', '  web:', '    image: nginx', '    secrets: [token]'),
    remedy: 'Declare it: `secrets: {token: {file: ./token.txt}}`, or with `environment: TOKEN`.',
  },
  'undefined-config': {
    title: 'a config that is not declared',
    severity: 'error',
    meaning: 'Each config of a service has an entry under the top-level `configs:` that says where it comes from.',
    example: lines('services:', '  web:', '    image: nginx', '    configs: [site]'),
    remedy: 'Declare it: `configs: {site: {file: ./site.conf}}`.',
  },
  'undefined-model': {
    title: 'a model that is not declared',
    severity: 'error',
    meaning: 'Each model of a service has an entry under the top-level `models:`.',
    example: lines('services:', '  chat:', '    image: chat', '    models: [llm]'),
    remedy: 'Declare it: `models: {llm: {model: ai/smollm2}}`.',
  },
  'dependency-cycle': {
    title: 'services that wait for each other',
    severity: 'error',
    meaning:
      'Each of the services waits for the next one and the last for the first, so none can start. Links, shared namespaces and `volumes_from` are dependencies, too. The message shows the circle, the notes the place of each step.',
    example: lines(
      'services:',
      '  a:',
      '    image: nginx',
      '    depends_on: [b]',
      '  b:',
      '    image: nginx',
      '    depends_on: [a]',
    ),
    remedy: 'Remove one of the dependencies; let that service try again until the other one is there.',
  },
  'extends-cycle': {
    title: 'services that extend each other',
    severity: 'error',
    meaning: 'A service is built on another one that is built on the first, over however many files.',
    example: lines('services:', '  a:', '    extends: {service: b}', '  b:', '    extends: {service: a}'),
    remedy: 'Put what they share into a third service that extends nothing.',
  },
  'include-cycle': {
    title: 'files that include each other',
    severity: 'error',
    meaning: 'A file is included by a file that it includes itself. The notes show the way.',
    example: lines('# a.yaml', 'include: [b.yaml]', '# b.yaml', 'include: [a.yaml]'),
    remedy: 'Remove one of the includes, or move what both need into a third file.',
  },
  'include-conflict': {
    title: 'one name in both the file and what it includes',
    severity: 'error',
    meaning:
      'An included file is a project of its own, and the including file cannot change what is in it: a service, network or volume that both define, and differently, is a mistake. Both places are shown.',
    example: lines('include: [database.yaml]   # has a service `db`', 'services:', '  db:', '    ports: ["5432:5432"]'),
    remedy:
      'Rename one of the two. To change the included one, list an override: `include: [{path: [database.yaml, mine.yaml]}]`.',
  },
  'no-image': {
    title: 'a service without an image',
    severity: 'error',
    meaning:
      'A service needs `image`, `build` or both. In an override file a service whose name is misspelled is a new service, without either.',
    example: lines('services:', '  web:', '    command: serve'),
    remedy: 'Add `image:` or `build:`, or correct the name.',
  },
  'project-name': {
    title: 'no usable project name',
    severity: 'error',
    meaning:
      'A name has lower case letters, digits, `-` and `_`, and begins with a letter or digit. It comes from `-p`, COMPOSE_PROJECT_NAME, `name:` in the file, or the name of the folder, in this order.',
    example: 'muster -p My.App up',
    remedy: 'Give another one, for instance `-p my-app`.',
  },
  'container-name-scale': {
    title: 'one container name for several containers',
    severity: 'error',
    meaning:
      'Names of containers are unique on an engine, so a service with `container_name` can have one container only.',
    example: lines('services:', '  web:', '    image: nginx', '    container_name: web', '    scale: 2'),
    remedy: 'Remove `container_name`: services find each other by the name of the service.',
  },
  'env-file': {
    title: 'a mistake in an env file',
    severity: 'error',
    meaning:
      'A `.env`, `env_file` or `label_file` is missing, or a line of it is not of the form `NAME=value`. Names have no spaces; a value in quotes may span lines and ends with the same quote. Nothing in it is ever executed.',
    example: lines('GOOD=1', 'export ALSO_GOOD=2', 'not good=3', "OPEN='never closed"),
    remedy: 'Correct the line. A file that need not exist is written `env_file: [{path: a.env, required: false}]`.',
  },
  'image-digest': {
    title: 'the digest of an image cannot be found',
    severity: 'error',
    meaning:
      'For `config --resolve-image-digests` and `--lock-image-digests` the registry is asked which digest an image has now. It does not know the image, or it does not answer without a login.',
    example: lines('services:', '  web:', '    image: ngnix:latest'),
    remedy: 'Correct the name, log in with `docker login`, or leave the digests out.',
  },
  remote: {
    title: 'a project elsewhere that is not used',
    severity: 'error',
    meaning:
      'The files name a project in a registry (`oci://…`) or in a git repository (`https://…git#COMMIT:PATH`). Whoever can change it decides what runs here, with which mounts; so `include` and `extends` of such a project must be allowed with `--allow-remote` (or MUSTER_ALLOW_REMOTE=1) and name its digest, or the full hash of a commit; a git repository also with `-f`. Where it is allowed, it was reached without encryption, or the registry or repository does not have it, does not answer, or sends something that is no sound project.',
    example: lines('include:', '  - oci://registry.example.com/team/db:1'),
    remedy:
      'Name it with its digest, `oci://registry.example.com/team/db@sha256:…`, which `muster publish` prints, or with its commit, `https://host/path.git#0123…:folder`, and give `--allow-remote` where you trust it.',
  },
  unsupported: {
    title: 'something that cannot be done here',
    severity: 'error',
    meaning:
      'The setting is valid, and this version of muster or the engine that answers cannot do what it says. A container that lacks what its file asks for would be worse than none, so nothing is created.',
    example: lines('services:', '  web:', '    image: nginx', '    credential_spec: {file: spec.json}'),
    remedy: 'Remove the setting, use a newer engine if the message says so, or run that service with docker compose.',
  },
}
