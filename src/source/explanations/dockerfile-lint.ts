import type { LintKind } from '../codes.ts'
import { type Explanation, lines } from './explanation.ts'

type DockerfileKind =
  | 'cache-order'
  | 'root-user'
  | 'shell-form'
  | 'secret-in-image'
  | 'context-leak'
  | 'package-cache'
  | 'build-tools'

/** What `lint` finds in Dockerfiles. */
export const ofDockerfileLint: Readonly<Record<DockerfileKind & LintKind, Explanation>> = {
  'cache-order': {
    title: 'dependencies that are installed after the source was copied',
    severity: 'warning',
    meaning:
      'The builder takes a step from its cache as long as nothing before it has changed. After `COPY . .` each change of any file is such a change, and every build downloads all dependencies again.',
    example: lines(
      'FROM node:22-alpine',
      'WORKDIR /app',
      'COPY . .',
      'RUN npm ci',
      'USER node',
      'CMD ["node", "server.js"]',
    ),
    good: lines(
      'FROM node:22-alpine',
      'WORKDIR /app',
      'COPY package.json package-lock.json ./',
      'RUN npm ci',
      'COPY . .',
      'USER node',
      'CMD ["node", "server.js"]',
    ),
    remedy: 'Copy the manifest and the lock file alone, install, and copy the rest then.',
  },
  'root-user': {
    title: 'an image or a service that runs as root',
    severity: 'warning',
    meaning:
      'Root of a container is root of the machine for what is mounted and for every hole of the kernel, and the files that it writes into the source folder belong to root. Without a USER in the Dockerfile and `user` in the compose file most images run as root.',
    example: lines('FROM python:3.12-slim', 'COPY app.py .', 'CMD ["python", "app.py"]'),
    good: lines('FROM python:3.12-slim', 'COPY app.py .', 'USER 1000', 'CMD ["python", "app.py"]'),
    remedy:
      'Write USER after what only root may do. Folders that the program writes to, those of volumes too, are given to the user before: `RUN mkdir /data && chown 1000 /data`.',
  },
  'shell-form': {
    title: 'CMD or ENTRYPOINT without a list',
    severity: 'warning',
    meaning:
      'Without a list the command is run by `/bin/sh -c`. The shell gets the signal to stop and keeps it: the program is not told, and the container is killed when the stop timeout is over.',
    example: lines('FROM node:22-alpine', 'USER node', 'CMD cd /app && node server.js'),
    good: lines('FROM node:22-alpine', 'USER node', 'WORKDIR /app', 'CMD ["node", "server.js"]'),
    remedy: 'Write a list. Where a shell is needed, let it begin with `exec`, so that the program takes its place.',
  },
  'secret-in-image': {
    title: 'a secret in an image',
    severity: 'warning',
    meaning:
      'What ENV sets is part of the image, and a build argument stays in its history: `docker history` and `docker inspect` show both to everybody who can pull it. Later instructions take nothing back.',
    example: lines('FROM node:22-alpine', 'ENV API_TOKEN=glpat-8a7f2c', 'USER node', 'CMD ["node", "server.js"]'),
    good: lines(
      'FROM node:22-alpine',
      'RUN --mount=type=secret,id=token npm config set //npm.example.com/:_authToken "$(cat /run/secrets/token)"',
      'USER node',
      'CMD ["node", "server.js"]',
    ),
    remedy:
      'Give the container its secrets when it starts (`secrets`, `environment`), and the build with `build.secrets` and `RUN --mount=type=secret`. Change a secret that was in an image.',
  },
  'context-leak': {
    title: 'history or secrets of the context in the image',
    severity: 'warning',
    meaning:
      '`COPY . .` takes everything that the .dockerignore does not name. With `.git` the image holds the whole history and is built anew after each commit; with `.env` it holds the secrets of this machine.',
    example: lines('FROM node:22-alpine', 'COPY . .', 'USER node', 'CMD ["node", "server.js"]'),
    good: lines('FROM node:22-alpine', 'COPY src package.json ./', 'USER node', 'CMD ["node", "src/server.js"]'),
    remedy: 'Write a .dockerignore beside the context with the lines `.git` and `.env*`, or copy only what is needed.',
  },
  'package-cache': {
    title: 'caches of a package manager in a layer',
    severity: 'warning',
    meaning:
      'What a RUN leaves behind is part of its layer, also when a later one removes it. Lists of apt, the index of apk and what pip has downloaded are of no use in an image. Stages that are not part of the image are not looked at.',
    example: lines(
      'FROM debian:12-slim',
      'RUN apt-get update && apt-get install -y curl',
      'USER 1000',
      'CMD ["curl", "--version"]',
    ),
    good: lines(
      'FROM debian:12-slim',
      'RUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*',
      'USER 1000',
      'CMD ["curl", "--version"]',
    ),
    remedy: 'Remove them in the same RUN, or keep them out of the layer and warm with `RUN --mount=type=cache`.',
  },
  'build-tools': {
    title: 'tools for building in the image',
    severity: 'warning',
    meaning:
      'Compilers and headers are often larger than the program, bring their own holes, and help whoever breaks in. Stages that are named for developing or testing are left alone, and so is a RUN that removes the tools again.',
    example: lines(
      'FROM golang:1.24',
      'COPY . /src',
      'RUN go build -C /src -o /app',
      'USER 1000',
      'ENTRYPOINT ["/app"]',
    ),
    good: lines(
      'FROM golang:1.24 AS build',
      'COPY . /src',
      'RUN CGO_ENABLED=0 go build -C /src -o /app',
      'FROM scratch',
      'COPY --from=build /app /app',
      'USER 1000',
      'ENTRYPOINT ["/app"]',
    ),
    remedy: 'Build in a stage of its own and take the result over with `COPY --from`.',
  },
}
