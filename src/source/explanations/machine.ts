import type { MachineKind } from '../codes.ts'
import { type Explanation, lines } from './explanation.ts'

/** What the machine lacks on which the containers shall run. */
export const ofMachine: Readonly<Record<MachineKind, Explanation>> = {
  'host-port': {
    title: 'a host port that is taken',
    severity: 'error',
    meaning:
      'A container or a program of this machine has the port that a service publishes, or two containers of the project want the same: two services, or the replicas of one. Nothing was created: `up` looks first, at other programs and containers where the engine is on the same machine. The exit code is 7.',
    example: lines('services:', '  web:', '    image: nginx', '    ports: ["8080:80"]'),
    remedy:
      'Stop what the message names, or publish another port, for instance "8081:80"; for replicas a range ("8080-8089:80"), or no host port ("80"), so that the engine picks free ones.',
  },
  'host-path': {
    title: 'a file of the host that does not exist',
    severity: 'error',
    meaning:
      'A service mounts it, or its image is built from it (the context, the Dockerfile). For a source that is a file by its name the engine would make a folder, which the service cannot read and which stays behind; with `create_host_path: false`, and for configs and secrets, it would refuse half way. Nothing was created, and the exit code is 7.',
    example: lines('services:', '  web:', '    image: nginx', '    volumes: ["./app.conf:/etc/app.conf"]'),
    remedy: 'Create the file, or correct the path. Paths are relative to the folder of the first compose file.',
  },
  'provider-consent': {
    title: 'a program that nobody has agreed to',
    severity: 'error',
    meaning:
      'A service with a `provider` is made by a docker plugin or program of that name, which runs on this machine with your rights. muster calls it only after you have agreed by name, and never for a provider that an included or extended file brings.',
    example: lines('services:', '  db:', '    provider: {type: example-cloud}'),
    remedy:
      'Pass `--allow-provider example-cloud`, set MUSTER_ALLOW_PROVIDER, or add the line `example-cloud /path/of/the/project` to ~/.config/muster/trusted-providers.',
  },
  'model-runner': {
    title: 'models without a model runner',
    severity: 'error',
    meaning:
      'Services that use `models` are told where they are served by the Docker Model Runner, a plugin of the Docker CLI. It is not installed, or it failed.',
    example: lines(
      'services:',
      '  chat:',
      '    image: chat',
      '    models: [llm]',
      'models:',
      '  llm: {model: ai/smollm2}',
    ),
    remedy: 'Install the plugin docker-model, and see that `docker model status` works.',
  },
  'image-missing': {
    title: 'an image that is not there and may not be got',
    severity: 'error',
    meaning:
      'The engine does not have the image of a service, and `pull_policy: never`, `--pull never` or `--no-build` forbids what would get it. Nothing was created.',
    example: lines('services:', '  web:', '    image: example/not-loaded', '    pull_policy: never'),
    remedy: 'Load or build the image, or let it be pulled.',
  },
  'foreign-project': {
    title: 'a project that belongs to another folder',
    severity: 'error',
    meaning:
      'There are containers of this project name that a compose file of another folder has made, and that file is still there: most often a second checkout of the same repository. docker compose would replace, stop or remove them. Nothing was changed, and the exit code is 7.',
    example: lines('# in ~/shop, and then in ~/shop-fix, with the same `name: shop` in both files', '$ muster up -d'),
    remedy:
      'Work on a copy beside it (`muster --isolate up`), or give this checkout a name of its own with `-p NAME`. `--adopt` takes the other one over.',
  },
  locked: {
    title: 'a project that another muster is changing',
    severity: 'error',
    meaning:
      "Only one muster of a machine changes a project at a time, and the other one did not let go within `--lock-timeout`. Nothing was changed, and the exit code is 6. The lock is the kernel's: nobody waits for a process that was killed.",
    example: lines('$ muster up -d &', '$ muster --lock-timeout 1s up -d'),
    remedy:
      'Wait for the command that the line `waiting for …` names, or end it; a longer `--lock-timeout` waits longer.',
  },
  'foreign-platform': {
    title: 'a platform that the engine does not run by itself',
    severity: 'warning',
    meaning:
      "A service has a `platform` (or DOCKER_DEFAULT_PLATFORM says one) of another processor than the engine's. Such programs need an emulator: QEMU in the kernel's binfmt_misc, or what Docker Desktop, OrbStack and Rancher Desktop bring along. Where muster sees one it says nothing. Without one the container is created, and ends at once with `exec format error`.",
    example: lines(
      '# on a machine with an amd64 processor',
      'services:',
      '  web:',
      '    image: nginx',
      '    platform: linux/arm64',
    ),
    remedy:
      "Leave `platform` out, or write the engine's own, if the image is there for it. Else install an emulator on the engine's machine: the package qemu-user-static, or `docker run --privileged --rm tonistiigi/binfmt --install arm64`.",
  },
  'no-addresses': {
    title: 'a network for which the engine has no addresses left',
    severity: 'error',
    meaning:
      'An engine gives each network a part of its address pools: 31 parts, unless it was told otherwise, of which its own bridge has one. All of them are in use. docker compose stops half way with "all predefined address pools have been fully subnetted". Where the pools are known (those of daemon.json, and the defaults of Docker Engine 20.10 to 28), `up` sees it before it creates anything, and the exit code is 7.',
    example: lines('$ muster up -d # the thirty-first project, each with a network of its own'),
    remedy:
      'Remove networks that nobody uses: `muster gc` for what is left of tests and leases, `docker network prune` for all. A copy (`--isolate`) has small networks of its own addresses, thousands of which fit. For good: `default-address-pools` in /etc/docker/daemon.json, for instance `[{"base": "10.200.0.0/16", "size": 24}]`.',
  },
  'disk-full': {
    title: 'a disk of the engine that is nearly full',
    severity: 'warning',
    meaning:
      "Images are to be pulled or built, and the disk with the engine's folder has less than 2 GiB left, or hardly room for more files. It is looked at only where the engine is on the same machine. `muster doctor` tells how much is left.",
    example: lines('$ muster up -d', 'warning: 0.4 GiB of 40.0 GiB are free on the disk of /var/lib/docker'),
    remedy:
      'See what takes it with `docker system df`, and remove what nobody needs: `docker image prune`, `docker builder prune`, and, after a look at what is in them, `docker volume prune`.',
  },
  'old-engine': {
    title: 'an attribute that the engine is too old for',
    severity: 'warning',
    meaning:
      'The engine speaks an older API than the one with which the attribute came, and leaves it out without a word: `annotations` before Docker Engine 24.0, `gw_priority` and `enable_ipv4: false` before 28.0. What would do harm when it is left out is refused instead: `start_interval` and read-only `recursive` mounts before 25.0, `subpath` of a volume before 26.0, mounts of images before 28.0.',
    example: lines('networks:', '  inner:', '    enable_ipv4: false', '    enable_ipv6: true'),
    remedy:
      'Update the engine, or leave the attribute out. `docker version` and `muster doctor` say which API it speaks.',
  },
}
