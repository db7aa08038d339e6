import type { LintKind } from '../codes.ts'
import { type Explanation, lines } from './explanation.ts'

type ComposeKind =
  | 'floating-tag'
  | 'no-healthcheck'
  | 'waits-for-start'
  | 'shell-as-init'
  | 'secret-in-compose'
  | 'open-database'
  | 'wrong-platform'
  | 'kept-test-data'
  | 'engine-socket'
  | 'privileged-container'
  | 'missing-bind-file'
  | 'start-interval'
  | 'unknown-lint-rule'

/** What `lint` finds in compose files, or in both together. */
export const ofComposeLint: Readonly<Record<ComposeKind & LintKind, Explanation>> = {
  'floating-tag': {
    title: 'an image without a tag, or with `latest`',
    severity: 'warning',
    meaning:
      'Such a name means another image tomorrow, here and on every other machine, and nothing in the project says that it changed. It is looked for in compose files and after FROM; images that the project builds itself are left alone.',
    example: lines('services:', '  cache:', '    image: redis'),
    good: lines('services:', '  cache:', '    image: redis:7-alpine'),
    remedy: 'Name a version. `muster config --lock-image-digests` writes digests, which stay the same to the byte.',
  },
  'no-healthcheck': {
    title: 'a database without a healthcheck, for which others wait',
    severity: 'warning',
    meaning:
      'A database takes connections some time after its container has been started. Without a healthcheck nobody can wait for that, and what depends on it fails now and then, most of all on busy machines.',
    example: lines(
      'services:',
      '  web:',
      '    image: nginx:1.27',
      '    depends_on: [db]',
      '  db:',
      '    image: postgres:16-alpine',
    ),
    good: lines(
      'services:',
      '  web:',
      '    image: nginx:1.27',
      '    depends_on:',
      '      db: {condition: service_healthy}',
      '  db:',
      '    image: postgres:16-alpine',
      '    healthcheck:',
      '      test: ["CMD-SHELL", "pg_isready -U postgres"]',
    ),
    remedy:
      'Add a healthcheck: `pg_isready` for PostgreSQL, `redis-cli ping`, `mysqladmin ping`, `rabbitmq-diagnostics -q ping`, `mongosh --eval 1`. Then wait with `condition: service_healthy`.',
  },
  'waits-for-start': {
    title: 'a database that is not waited for, although it has a healthcheck',
    severity: 'warning',
    meaning:
      'A list under `depends_on`, and `condition: service_started`, wait until the container has been started, which is before the database answers. The healthcheck that is there is not asked.',
    example: lines(
      'services:',
      '  web:',
      '    image: nginx:1.27',
      '    depends_on: [db]',
      '  db:',
      '    image: redis:7-alpine',
      '    healthcheck:',
      '      test: ["CMD", "redis-cli", "ping"]',
    ),
    good: lines(
      'services:',
      '  web:',
      '    image: nginx:1.27',
      '    depends_on:',
      '      db: {condition: service_healthy}',
      '  db:',
      '    image: redis:7-alpine',
      '    healthcheck:',
      '      test: ["CMD", "redis-cli", "ping"]',
    ),
    remedy: 'Write the dependency with `condition: service_healthy`.',
  },
  'shell-as-init': {
    title: 'a shell as process 1',
    severity: 'warning',
    meaning:
      'The first process of a container gets the signal to stop, and a shell that runs a script does not pass it on: the container is killed when the stop timeout is over. Nor does it clear away children that have ended. Jobs that others wait for end by themselves and are left alone.',
    example: lines('services:', '  web:', '    image: node:22-alpine', '    command: sh -c "echo go; node server.js"'),
    good: lines(
      'services:',
      '  web:',
      '    image: node:22-alpine',
      '    command: sh -c "echo go; exec node server.js"',
    ),
    remedy: 'Let the script end in `exec program`, or set `init: true`.',
  },
  'secret-in-compose': {
    title: 'a secret in a compose file',
    severity: 'warning',
    meaning:
      'A compose file is kept with the source, and everybody who reads that reads the secret. Values that come from a variable are left alone, those with a default too. Values are never shown.',
    example: lines('services:', '  web:', '    image: nginx:1.27', '    environment:', '      API_TOKEN: glpat-8a7f2c'),
    good: lines('services:', '  web:', '    image: nginx:1.27', '    environment:', '      API_TOKEN: ${API_TOKEN}'),
    remedy: 'Use `secrets`, or a variable that the shell or an .env file sets which is not kept with the source.',
  },
  'open-database': {
    title: 'a database with a port that is open to the network',
    severity: 'warning',
    meaning:
      'A published port without an address is open on all of them, and the engine opens it past the rules of ufw and firewalld. Databases for development seldom have a good password.',
    example: lines('services:', '  db:', '    image: postgres:16-alpine', '    ports: ["5432:5432"]'),
    good: lines('services:', '  db:', '    image: postgres:16-alpine', '    ports: ["127.0.0.1:5432:5432"]'),
    remedy: 'Publish on 127.0.0.1, or not at all: services of the project reach it by its name.',
  },
  'wrong-platform': {
    title: 'a base for another platform than the service wants',
    severity: 'warning',
    meaning:
      'With `FROM --platform=…` the Dockerfile says for itself what the image is for, whatever `platform` and `build.platforms` say. The image then has the name of one platform and the programs of another, and runs slowly under emulation or not at all.',
    example: lines(
      'services:',
      '  web:',
      '    platform: linux/arm64',
      '    build:',
      '      dockerfile_inline: |',
      '        FROM --platform=linux/amd64 nginx:1.27',
      '        USER nginx',
    ),
    good: lines(
      'services:',
      '  web:',
      '    platform: linux/arm64',
      '    build:',
      '      dockerfile_inline: |',
      '        FROM nginx:1.27',
      '        USER nginx',
    ),
    remedy: 'Leave the flag out where the image begins. Stages that only build may have `--platform=$BUILDPLATFORM`.',
  },
  'kept-test-data': {
    title: 'a database for tests that keeps its data',
    severity: 'warning',
    meaning:
      'A named volume survives `down`, and the next run finds what the last one has written: tests pass or fail by what was there. A database is one for tests when only profiles for tests have it, or only services of such profiles need it.',
    example: lines(
      'services:',
      '  testdb:',
      '    image: postgres:16-alpine',
      '    profiles: [test]',
      '    volumes: ["data:/var/lib/postgresql/data"]',
      'volumes:',
      '  data:',
    ),
    good: lines(
      'services:',
      '  testdb:',
      '    image: postgres:16-alpine',
      '    profiles: [test]',
      '    tmpfs: /var/lib/postgresql/data',
    ),
    remedy: 'Use `tmpfs`, or bring the project up with `muster test`, which gives each run a copy of its own.',
  },
  'engine-socket': {
    title: "the engine's socket in a container",
    severity: 'warning',
    meaning:
      'Who reaches the socket can start a privileged container with the whole disk of the machine in it. `:ro` is about the file and not about what goes through it.',
    example: lines(
      'services:',
      '  proxy:',
      '    image: traefik:3.3',
      '    volumes: ["/var/run/docker.sock:/var/run/docker.sock:ro"]',
    ),
    good: lines(
      'services:',
      '  proxy:',
      '    image: traefik:3.3',
      '    environment:',
      '      DOCKER_HOST: tcp://guard:2375',
    ),
    remedy: 'Put a proxy between that lets only the few requests through that are needed.',
  },
  'privileged-container': {
    title: 'a privileged container',
    severity: 'warning',
    meaning:
      'It has all capabilities and all devices, and no seccomp or AppArmor profile: it may do everything that root of the machine may do.',
    example: lines('services:', '  vpn:', '    image: alpine:3.21', '    privileged: true'),
    good: lines(
      'services:',
      '  vpn:',
      '    image: alpine:3.21',
      '    cap_add: [NET_ADMIN]',
      '    devices: [/dev/net/tun]',
    ),
    remedy: 'Name the capabilities and devices that it needs.',
  },
  'missing-bind-file': {
    title: 'a mounted file that does not exist',
    severity: 'warning',
    meaning:
      'Of a source that does not exist the engine makes a folder, which belongs to root and stays, and the program finds a folder where it wants a file. Sources that are files by their name are looked at. `up` refuses them with E081.',
    example: lines('services:', '  web:', '    image: nginx:1.27', '    volumes: ["./site.conf:/etc/nginx/site.conf"]'),
    good: lines('services:', '  web:', '    image: nginx:1.27', '    volumes: ["./compose.yaml:/etc/nginx/site.conf"]'),
    remedy: 'Create the file, or correct the path.',
  },
  'start-interval': {
    title: '`start_interval` without `start_period`',
    severity: 'warning',
    meaning:
      'The engine checks in the start interval only while the start period lasts, and that is nothing unless it is set.',
    example: lines(
      'services:',
      '  web:',
      '    image: nginx:1.27',
      '    healthcheck:',
      '      test: ["CMD", "true"]',
      '      start_interval: 1s',
    ),
    good: lines(
      'services:',
      '  web:',
      '    image: nginx:1.27',
      '    healthcheck:',
      '      test: ["CMD", "true"]',
      '      start_period: 30s',
      '      start_interval: 1s',
    ),
    remedy: 'Add a `start_period` that is as long as a slow start.',
  },
  'unknown-lint-rule': {
    title: 'a comment that ignores a rule that does not exist',
    severity: 'warning',
    meaning: 'A comment `muster-lint ignore=` names a code or a rule that muster does not have: it silences nothing.',
    example: lines('services:', '  web:', '    image: nginx:1.27 # muster-lint ignore=latest-tag'),
    good: lines('services:', '  web:', '    image: nginx # muster-lint ignore=floating-tag'),
    remedy: 'Correct the code or the name: the list is in schema/LINT.md.',
  },
}
