import type { RunningKind } from '../codes.ts'
import { type Explanation, lines } from './explanation.ts'

/** What goes wrong while a project is brought up. */
export const ofRunning: Readonly<Record<RunningKind, Explanation>> = {
  'build-failed': {
    title: 'an image that cannot be built',
    severity: 'error',
    meaning:
      'The builder gave up. The message names the step and its line of the Dockerfile, where that can be told, and shows what the step printed last. Services that do not need the image are brought up all the same.',
    example: lines(
      'services:',
      '  web:',
      '    build:',
      '      dockerfile_inline: |',
      '        FROM busybox',
      '        RUN exit 4',
    ),
    remedy:
      'Correct the step. `muster build SERVICE` repeats the build alone; `--no-cache` leaves out what earlier builds made.',
  },
  'pull-failed': {
    title: 'an image that cannot be pulled',
    severity: 'error',
    meaning:
      'The registry does not have it, does not answer, or does not give it to you. Services that do not need the image are brought up all the same.',
    example: lines('services:', '  web:', '    image: nginx:no-such-tag'),
    remedy: 'Correct the name or the tag, log in with `docker login`, or see that the registry can be reached.',
  },
  'push-failed': {
    title: 'an image that cannot be pushed',
    severity: 'error',
    meaning: 'The registry does not answer, or does not take the image from you.',
    example: lines('services:', '  web:', '    build: .', '    image: registry.example.com/web'),
    remedy: 'Log in with `docker login`, and see that the name begins with a registry that you may write to.',
  },
  unhealthy: {
    title: 'a container whose healthcheck fails',
    severity: 'error',
    meaning:
      "The check failed as often as `retries` says, so the engine calls the container unhealthy. The message shows the check, what it printed, and the container's last lines.",
    example: lines(
      'services:',
      '  db:',
      '    image: postgres',
      '    healthcheck: {test: pg_isready -U nobody, retries: 3}',
    ),
    remedy: 'See why the check fails. A service that is slow to start wants a `start_period`.',
  },
  exited: {
    title: 'a container that has ended',
    severity: 'error',
    meaning:
      'It was to run, or to end with 0, and ended otherwise, or crashes again and again. The message has the exit code and the last lines.',
    example: lines('services:', '  job:', '    image: busybox', '    command: sh -c "exit 3"'),
    remedy: 'See what it printed: `muster logs SERVICE` has all of it.',
  },
  'not-ready': {
    title: 'a service that does not become ready',
    severity: 'error',
    meaning:
      'The time of `--wait-timeout` is over, the container was removed meanwhile, or there is no healthcheck for who waits for `service_healthy`.',
    example: lines(
      'services:',
      '  web:',
      '    image: nginx',
      '    depends_on: {db: {condition: service_healthy}}',
      '  db:',
      '    image: redis',
    ),
    remedy: 'Give it more time, or give the service a healthcheck.',
  },
  'hook-failed': {
    title: 'a hook that fails',
    severity: 'error',
    meaning:
      'A command of `pre_start`, `post_start` or `pre_stop` did not end with 0. The message has the end of its output.',
    example: lines('services:', '  web:', '    image: nginx', '    post_start: [{command: ["false"]}]'),
    remedy: 'Correct the command. Hooks run each time that the container starts.',
  },
  'engine-refused': {
    title: 'something that the engine refuses',
    severity: 'error',
    meaning: "The engine did not make, start or remove something. The message has the engine's own words.",
    example: lines('services:', '  web:', '    image: busybox', '    command: /nope'),
    remedy:
      'Correct the value at the place that the message names; `muster config` shows what the engine was asked for.',
  },
  'no-engine': {
    title: 'no engine that answers',
    severity: 'error',
    meaning:
      'No Docker Engine answers where muster looked: in DOCKER_HOST, the current docker context, or at /var/run/docker.sock.',
    example: 'DOCKER_HOST=tcp://127.0.0.1:1 muster ps',
    remedy: 'Start the engine, or say where it listens with DOCKER_HOST or `docker context use`.',
  },
  'cut-restoration': {
    title: 'a restoration that was cut off, and data that was worked on since',
    severity: 'error',
    meaning:
      'A `reset` or `snapshot restore` was killed while it replaced the data of volumes, and containers that mount them have been started, made anew or removed since, by docker compose for instance. Doing it again would take away what they have written; leaving it may leave data that is partly the old one and partly that of the snapshot. muster does neither by itself.',
    example: 'kill -9 a `muster reset`, then `docker compose up -d`, then `muster up -d`',
    remedy:
      'Choose: `muster reset --to NAME` puts the snapshot in place, from the beginning; `muster reset --abandon` keeps the data as it is.',
  },
  'ready-unseen': {
    title: 'a readiness condition that cannot be found out',
    severity: 'error',
    meaning:
      'A condition of `x-ready` or `--ready` cannot be seen from outside of the container: nothing leads from here to its port (a remote engine, no published port, no network), its logs cannot be read back, the file lies on a tmpfs, or the pattern takes too long on its lines.',
    example: lines('services:', '  job:', '    image: busybox', '    network_mode: none', '    x-ready: {tcp: 80}'),
    remedy: 'Publish the port, or use another kind of condition: `log`, `file`, or a healthcheck, which runs within.',
  },
}
