import { describe, expect, test } from 'vitest'
import { type Files, findingsIn } from './linting.ts'

type Case = readonly [title: string, files: Files, found: readonly string[]]

function dockerfile(...lines: readonly string[]): Files {
  return { Dockerfile: `${lines.join('\n')}\nUSER 1000\n` }
}

function compose(text: string): Files {
  return { 'compose.yaml': `services:\n${text}` }
}

const postgres = '  db: {image: postgres:16}\n'

const inDockerfiles: readonly Case[] = [
  ['install before the source', dockerfile('FROM node:22', 'COPY package.json .', 'RUN npm ci', 'COPY . .'), []],
  [
    'pip with a list of requirements',
    dockerfile('FROM python:3.12', 'COPY ./ /app', 'RUN pip install --no-cache-dir -r r.txt'),
    ['L001 Dockerfile:3:5'],
  ],
  ['the program that was copied', dockerfile('FROM python:3.12', 'COPY . .', 'RUN pip install --no-cache-dir .'), []],
  ['all of another stage', dockerfile('FROM node:22 AS a', 'FROM node:22', 'COPY --from=a . .', 'RUN npm ci'), []],
  ['a file that is written out', dockerfile('FROM node:22', 'COPY <<EOF /run.sh', 'cd .', 'EOF', 'RUN npm ci'), []],
  [
    'on a later line of a RUN',
    dockerfile('FROM node:22', 'COPY . .', 'RUN echo go \\', '  # first', '  && yarn install'),
    ['L001 Dockerfile:5:6'],
  ],
  ['USER of the base stage', { Dockerfile: 'FROM node:22 AS base\nUSER node\nFROM base\n' }, []],
  ['USER root at the end', { Dockerfile: 'FROM node:22\nUSER node\nRUN id\nUSER root\n' }, ['L002 Dockerfile:4:6']],
  ['an image that has a user', { Dockerfile: 'FROM gcr.io/distroless/nodejs22:nonroot\n' }, []],
  ['a user of the service', { ...compose('  app: {build: ., user: "1000"}\n'), Dockerfile: 'FROM node:22\n' }, []],
  ['root by name in the service', compose('  app:\n    image: node:22\n    user: root\n'), ['L002 compose.yaml:4:11']],
  [
    'tags from arguments',
    dockerfile('ARG V', 'ARG W=latest', 'FROM node:${V:-22} AS a', 'FROM node:$W', 'FROM node:$X'),
    ['L003 Dockerfile:4:6'],
  ],
  [
    'a tag that the compose file gives',
    { ...compose('  app: {build: {context: ., args: {V: latest}}}\n'), ...dockerfile('ARG V=22', 'FROM node:$V') },
    ['L003 Dockerfile:2:6'],
  ],
  [
    'digests, scratch and stages',
    dockerfile(`FROM node@sha256:${'0'.repeat(64)} AS base`, 'FROM scratch', 'FROM base'),
    [],
  ],
  [
    'CMD that is replaced',
    { ...compose('  app: {build: ., command: [a]}\n'), ...dockerfile('FROM node:22', 'CMD node a.js') },
    [],
  ],
  ['ENTRYPOINT of a shell with exec', dockerfile('FROM node:22', 'ENTRYPOINT exec node a.js'), []],
  ['a list that is none', dockerfile('FROM node:22', "CMD ['node', 'a.js']"), ['L006 Dockerfile:2:1']],
  ['CMD of a stage that is not built', dockerfile('FROM node:22 AS a', 'CMD node a.js', 'FROM node:22'), []],
  [
    'an argument that is kept',
    dockerfile('FROM node:22', 'ARG NPM_TOKEN', 'ENV NPM_TOKEN=$NPM_TOKEN'),
    ['L008 Dockerfile:3:5'],
  ],
  ['an argument with a secret default', dockerfile('FROM node:22', 'ARG DB_PASSWORD=hunter2'), ['L008 Dockerfile:2:5']],
  [
    'names about secrets',
    dockerfile('FROM node:22', 'ENV TOKEN_TTL=3600s PASSWORD_FILE=/run/secrets/pw SECRET_KEY= USE_TOKEN=true'),
    [],
  ],
  [
    'caches of stages that lend files',
    dockerfile('FROM debian:12 AS a', 'RUN apt-get install -y curl', 'FROM debian:12'),
    [],
  ],
  [
    'caches on mounts',
    dockerfile(
      'FROM debian:12',
      'RUN --mount=type=cache,target=/var/cache/apt --mount=type=cache,target=/var/lib/apt apt-get install -y curl',
    ),
    [],
  ],
  [
    'apk in a here-document',
    dockerfile('FROM alpine:3', 'RUN <<EOF', 'echo go', 'apk add curl', 'EOF'),
    ['L018 Dockerfile:4:1'],
  ],
  ['apk without an index', dockerfile('FROM alpine:3', 'RUN apk add --no-cache curl'), []],
  ['pip with its cache', dockerfile('FROM python:3.12', 'RUN python -m pip install flask'), ['L018 Dockerfile:2:5']],
  [
    'pip with a mount',
    dockerfile('FROM python:3.12', 'RUN --mount=type=cache,target=/root/.cache/pip pip install flask'),
    [],
  ],
  ['pip that is told not to', dockerfile('FROM python:3.12', 'ENV PIP_NO_CACHE_DIR=1', 'RUN pip install flask'), []],
  ['tools that go again', dockerfile('FROM alpine:3', 'RUN apk add --no-cache -t .b gcc && make && apk del .b'), []],
  ['tools that stay', dockerfile('FROM alpine:3', 'RUN apk add --no-cache curl gcc'), ['L019 Dockerfile:2:29']],
  [
    'tools for developing',
    { ...compose('  app: {build: {context: ., target: dev}}\n'), ...dockerfile('FROM golang:1.24 AS dev') },
    [],
  ],
  [
    '.env that the .dockerignore leaves out',
    { ...dockerfile('FROM node:22', 'COPY . .'), '.env': '', '.env.example': '', '.dockerignore': '.env\n' },
    [],
  ],
  [
    '.env.local that it leaves in',
    { ...dockerfile('FROM node:22', 'COPY . .'), '.env.local': '', '.dockerignore': '.env\n' },
    ['L010 Dockerfile:2:1'],
  ],
  [
    'an inline Dockerfile, and what a variable filled in',
    compose(
      '  app:\n    build:\n      dockerfile_inline: |\n        FROM node:22\n\n        ENV TOKEN=${TOKEN:-abcdef}x\n        ENV API_TOKEN abcdef\n        USER node\n',
    ),
    ['L008 compose.yaml:4:26', 'L008 compose.yaml:8:13'],
  ],
]

const inComposeFiles: readonly Case[] = [
  ['a script that catches signals', compose('  a: {image: node:22, command: [sh, -c, "trap x TERM; a; b"]}\n'), []],
  [
    'names about secrets, again',
    compose('  a: {image: node:22, environment: {PASSWORD_POLICY_FILES: a.txt, BANNED_PASSWORDS_LIST: a.txt}}\n'),
    [],
  ],
  [
    'names that begin like secrets, and what is to be filled in',
    compose(
      '  a: {image: node:22, environment: {SECRET_LANGUAGE: en, SECRET_LOCAL_HOSTNAME: here.test, AUTH_CREDENTIALS_PROVIDER: OAUTHBEARER, API_TOKEN: <your token>, KEY: abc}}\n',
    ),
    [],
  ],
  [
    'names that end like secrets',
    compose(
      '  a:\n    image: node:22\n    environment:\n      SECRET_KEY_BASE: abcdef\n      AWS_SECRET_ACCESS_KEY: abcdef\n      DB_PASSWORD_2: abcdef\n      PGPASSWORD: abcdef\n      ES_PWD: abcdef\n      apiKey: abcdef\n',
    ),
    ['5:24', '6:30', '7:22', '8:19', '9:15', '10:15'].map((place) => `L009 compose.yaml:${place}`),
  ],
  ['bash, which gives way to the last command', compose('  a: {image: node:22, command: bash -c "a && b"}\n'), []],
  [
    'bash that has something to do after it',
    compose(
      '  a: {image: node:22, command: bash -c "a | b"}\n  b: {image: node:22, command: bash -c "while a; do b; done"}\n',
    ),
    ['L007 compose.yaml:2:32', 'L007 compose.yaml:3:32'],
  ],
  ['a shell whose script ends by itself', compose('  a: {image: node:22, command: sh -c "a; b; exit 0"}\n'), []],
  ['a text with a semicolon', compose(`  a: {image: node:22, command: 'sh -c "a \\"b; c\\""'}\n`), []],
  [
    'a database that x-ready says when it is ready',
    compose(
      '  a: {image: node:22, depends_on: {db: {condition: service_healthy}}}\n  db: {image: postgres:16, x-ready: {tcp: 5432}}\n',
    ),
    [],
  ],
  [
    'an image that the project builds',
    { ...compose('  a: {build: ., image: mine}\n  b: {image: mine}\n'), ...dockerfile('FROM node:22') },
    [],
  ],
  ['a port in the registry', compose('  a: {image: "localhost:5000/a"}\n'), ['L003 compose.yaml:2:14']],
  ['a database that nobody needs', compose(postgres), []],
  [
    'a job of a database image',
    compose(`  a: {image: node:22, depends_on: {db: {condition: service_completed_successfully}}}\n${postgres}`),
    [],
  ],
  [
    'a healthcheck that is off',
    compose(`  a: {image: node:22, depends_on: [db]}\n  db: {image: postgres:16, healthcheck: {disable: true}}\n`),
    [],
  ],
  [
    'a profile that is off',
    compose('  a: {image: node:22, profiles: [x], depends_on: [db]}\n  db: {image: postgres:16}\n'),
    ['L004 compose.yaml:3:15'],
  ],
  ['one command, which a shell gives way to', compose('  a: {image: node:22, command: sh -c "node a.js"}\n'), []],
  ['an init', compose('  a: {image: node:22, init: true, command: sh -c "a; b"}\n'), []],
  ['secrets from variables', compose('  a: {image: node:22, environment: ["TOKEN=${T:-abcdef}", BARE_TOKEN]}\n'), []],
  [
    'a password in an address',
    compose('  a: {image: node:22, environment: ["DB=pg://u:p4ss@db/x"]}\n'),
    ['L009 compose.yaml:2:41'],
  ],
  [
    'a secret argument',
    {
      ...compose('  a:\n    build:\n      context: .\n      args: {NPM_TOKEN: abcdef}\n'),
      ...dockerfile('FROM node:22'),
    },
    ['L009 compose.yaml:5:25'],
  ],
  [
    'a port that the engine chooses',
    compose(
      '  db:\n    image: docker.io/library/redis:7\n    ports: [{target: 6379}, "[::1]:1:6379", "0.0.0.0:2:6379"]\n',
    ),
    ['L011 compose.yaml:4:13', 'L011 compose.yaml:4:45'],
  ],
  [
    'a platform by its other name',
    { ...compose('  a: {build: ., platform: linux/aarch64}\n'), ...dockerfile('FROM --platform=arm64/v8 node:22') },
    ['L012 Dockerfile:1:6'],
  ],
  [
    'a platform that an argument gives',
    {
      ...compose('  a: {build: ., platform: linux/arm64}\n'),
      ...dockerfile('ARG P=linux/amd64', 'FROM --platform=$P node:22'),
    },
    ['L012 Dockerfile:2:6'],
  ],
  [
    'the platform of the builder',
    {
      ...compose('  a: {build: ., platform: linux/arm64}\n'),
      ...dockerfile('FROM --platform=$BUILDPLATFORM node:22 AS a', 'FROM node:22'),
    },
    [],
  ],
  [
    'a database that tests alone need',
    compose(
      '  t: {image: node:22, profiles: [e2e], depends_on: {db: {condition: service_healthy}}}\n  db: {image: postgres:16, healthcheck: {test: [CMD, x]}, volumes: ["data:/d"]}\nvolumes: {data: }\n',
    ),
    ['L013 compose.yaml:3:69'],
  ],
  [
    'a database that others need, too',
    compose(
      '  a: {image: node:22, depends_on: {db: {condition: service_healthy}}}\n  t: {image: node:22, profiles: [e2e], depends_on: {db: {condition: service_healthy}}}\n  db: {image: postgres:16, healthcheck: {test: [CMD, x]}, volumes: ["data:/d"]}\nvolumes: {data: }\n',
    ),
    [],
  ],
  [
    'a folder that does not exist',
    compose('  a: {image: node:22, volumes: ["./data:/data", "./conf.d:/etc/conf.d"]}\n'),
    [],
  ],
  [
    'a service of ours that somebody waits for',
    {
      ...compose('  a: {image: node:22, depends_on: {b: {condition: service_healthy}}}\n  b: {build: .}\n'),
      ...dockerfile('FROM node:22'),
    },
    ['L004 compose.yaml:3:14'],
  ],
  [
    'a service of ours with a healthcheck in its image',
    {
      ...compose('  a: {image: node:22, depends_on: {b: {condition: service_healthy}}}\n  b: {build: .}\n'),
      ...dockerfile('FROM node:22', 'HEALTHCHECK CMD ["true"]'),
    },
    [],
  ],
  [
    'a service of ours that is started',
    { ...compose('  a: {image: node:22, depends_on: [b]}\n  b: {build: .}\n'), ...dockerfile('FROM node:22') },
    [],
  ],
  [
    'a script of the image',
    { ...compose('  a: {build: .}\n'), ...dockerfile('FROM node:22', 'CMD ["sh", "-c", "a; b"]') },
    ['L007 Dockerfile:2:1'],
  ],
  [
    'a script of the image, with an init',
    { ...compose('  a: {build: ., init: true}\n'), ...dockerfile('FROM node:22', 'CMD ["sh", "-c", "a; b"]') },
    [],
  ],
]

describe('in Dockerfiles', () => {
  test.each(inDockerfiles)('%s', async (_, files, found) => {
    expect(await findingsIn(files)).toEqual(found)
  })
})

describe('in compose files', () => {
  test.each(inComposeFiles)('%s', async (_, files, found) => {
    expect(await findingsIn(files)).toEqual(found)
  })
})
