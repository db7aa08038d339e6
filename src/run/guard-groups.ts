import { spawn } from 'node:child_process'

/** Ends process groups when this process ends without a farewell, however it ends, and removes its folder. */
export interface GroupGuard {
  readonly add: (group: number) => void
  /** A number that is free again may become somebody else's. */
  readonly remove: (group: number) => void
  /** There is nothing to guard any more. */
  readonly dismiss: () => void
}

// The end of what it reads is the end of who wrote.
const program = `groups=' '
while read -r what group; do
  case $what in
  add) groups="$groups$group " ;;
  farewell) exit ;;
  remove) case $groups in *" $group "*) groups="\${groups%% $group *} \${groups#* $group }" ;; esac ;;
  esac
done
for group in $groups; do kill -TERM -"$group"; done
case $groups in *[0-9]*) sleep 2 ;; esac
for group in $groups; do kill -KILL -"$group"; done
rm -rf -- "$1"`

/** Starts a shell that waits for the end of this process, in a session of its own. `room`: a folder that nobody else has. */
export function guardGroups(room: string): GroupGuard {
  const child = spawn('sh', ['-c', program, 'sh', room], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
    cwd: '/',
  })
  child.on('error', () => undefined).unref()
  child.stdin.on('error', () => undefined)
  const tell = (what: 'add' | 'remove', group: number): void => void child.stdin.write(`${what} ${group}\n`)
  return {
    add: (group) => tell('add', group),
    remove: (group) => tell('remove', group),
    dismiss: () => void child.stdin.end('farewell\n'),
  }
}
