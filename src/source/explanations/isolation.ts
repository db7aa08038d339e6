import type { IsolationKind } from '../codes.ts'
import { type Explanation, lines } from './explanation.ts'

/** What keeps a copy of a project (`--isolate`) from being one. */
export const ofIsolation: Readonly<Record<IsolationKind, Explanation>> = {
  'not-isolated': {
    title: 'something that copies of a project share',
    severity: 'warning',
    meaning:
      'With `--isolate` each copy of a project has containers, networks, volumes and host ports of its own. What the message names is on the machine only once: a second copy fails, or both get in the way of each other.',
    example: lines(
      'services:',
      '  web:',
      '    image: nginx',
      'networks:',
      '  default:',
      '    ipam: {config: [{subnet: 172.28.0.0/24}]}',
    ),
    remedy: 'Leave the fixed subnet or the host network out of the file, or run the project in one copy at a time.',
  },
  'isolate-name': {
    title: 'a name of a copy that cannot be one',
    severity: 'error',
    meaning:
      'The name of a copy becomes the end of its project name. Capitals become small and other characters than letters, digits, `-` and `_` are left out; at least one has to be left, and at most 40.',
    example: lines('$ muster --isolate=+++ up'),
    remedy: 'Give another name, or none: the copy is then called after the folder of the project.',
  },
  'shared-data': {
    title: 'a folder with the data of another copy',
    severity: 'error',
    meaning:
      'A service of a copy (`--isolate`, `muster test`) mounts a folder of this machine where its image keeps its data, and a running container of another project has the same folder mounted in the same place. Two databases in one folder destroy it. Nothing was created, and the exit code is 7.',
    example: lines('services:', '  db:', '    image: postgres', '    volumes: ["./data:/var/lib/postgresql/data"]'),
    remedy:
      'Use a named volume (`data:/var/lib/postgresql/data`), of which each copy has its own, or stop the container that the message names.',
  },
  'foreign-volumes': {
    title: 'volumes of another project in the place of those of a copy',
    severity: 'error',
    meaning:
      'The name of a copy (`--isolate=fix` of project `shop`) is `shop-fix`, and so is that of a project in a folder `shop-fix`. Its volumes are on the engine, and the copy would use its data, or `down -v` remove it. Nothing was changed, and the exit code is 7.',
    example: lines('$ muster --isolate=fix up -d'),
    remedy:
      'Give the copy another name. If the volumes are those of the copy after all, `--adopt` takes them over, for good with `up`.',
  },
  'subnet-pool': {
    title: 'subnets that cannot be given to networks',
    severity: 'error',
    meaning:
      'MUSTER_SUBNET_POOL says from which addresses the networks of copies (`--isolate`) get their subnets: private IPv4 subnets, by commas, each perhaps with the length of the prefix that a network gets (16 to 29).',
    example: lines('$ MUSTER_SUBNET_POOL=10.99.0.0 muster --isolate up'),
    remedy: 'Write for instance `10.99.0.0/16`, or `10.99.0.0/16:28`; `off` leaves the choice to the engine.',
  },
}
