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
}
