import type { MachineKind } from '../codes.ts'
import { type Explanation, lines } from './explanation.ts'

/** What the machine lacks on which the containers shall run. */
export const ofMachine: Readonly<Record<MachineKind, Explanation>> = {
  'host-port': {
    title: 'a host port that is taken',
    severity: 'error',
    meaning:
      'A container or a program of this machine has the port that a service publishes. Nothing was created: `up` looks first when the engine is on the same machine. The exit code is 7.',
    example: lines('services:', '  web:', '    image: nginx', '    ports: ["8080:80"]'),
    remedy: 'Stop what the message names, or publish another port, for instance "8081:80".',
  },
  'host-path': {
    title: 'a file of the host that does not exist',
    severity: 'error',
    meaning:
      'A service mounts it. For a source that is a file by its name the engine would make a folder, which the service cannot read and which stays behind; with `create_host_path: false`, and for configs and secrets, it would refuse half way. Nothing was created, and the exit code is 7.',
    example: lines('services:', '  web:', '    image: nginx', '    volumes: ["./app.conf:/etc/app.conf"]'),
    remedy: 'Create the file, or correct the path. Paths are relative to the folder of the first compose file.',
  },
}
