import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir, userInfo } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { start } from './command.ts'
import { freePort } from './http.ts'
import { expectSuccess } from './oracles.ts'

/** A real sshd on loopback, for this user with a key of its own, and an `ssh` that knows it. */
export interface SshServer extends AsyncDisposable {
  /** `user@host:port`. */
  readonly place: string
  /** With it `ssh` is the client that has the key; TMPDIR is a folder for this server's clients alone. */
  readonly env: Readonly<Record<string, string>>
  readonly temporary: string
  /** How often somebody has logged in. */
  logins(): Promise<number>
}

export async function startSshServer(): Promise<SshServer> {
  const folder = await mkdtemp(join(tmpdir(), 'muster-sshd-'))
  const at = (name: string): string => join(folder, name)
  for (const name of ['host', 'user'])
    expectSuccess(await start(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-f', at(name)], {}).done)
  const port = await freePort()
  const [bin, temporary] = [at('bin'), at('tmp')]
  await Promise.all([mkdir(bin), mkdir(temporary), mkdir('/run/sshd', { recursive: true }).catch(() => undefined)])
  await writeFile(at('server.conf'), serverConfig(folder, port))
  await writeFile(at('client.conf'), clientConfig(folder))
  await writeFile(join(bin, 'ssh'), `#!/bin/sh\nexec /usr/bin/ssh -F ${at('client.conf')} "$@"\n`)
  await chmod(join(bin, 'ssh'), 0o755)
  const child = spawn(serverPath(), ['-D', '-f', at('server.conf'), '-E', at('log')], { stdio: 'ignore' })
  const log = async (): Promise<string> => await readFile(at('log'), 'utf8').catch(() => '')
  while (!(await log()).includes('Server listening'))
    if (child.exitCode !== null) throw new Error(`sshd has ended: ${await log()}`)
    else await new Promise((resolve) => setTimeout(resolve, 20))
  return {
    place: `${userInfo().username}@127.0.0.1:${port}`,
    env: { PATH: `${bin}${delimiter}${process.env['PATH']}`, TMPDIR: temporary },
    temporary,
    logins: async () => (await log()).split('Accepted publickey').length - 1,
    async [Symbol.asyncDispose]() {
      const ended = once(child, 'exit')
      child.kill()
      await ended
      await rm(folder, { recursive: true, force: true })
    },
  }
}

function serverPath(): string {
  const script = fileURLToPath(new URL('../../scripts/engine/ssh-server', import.meta.url))
  return execFileSync(script, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }).trim()
}

function serverConfig(folder: string, port: number): string {
  return [
    `Port ${port}`,
    'ListenAddress 127.0.0.1',
    `HostKey ${folder}/host`,
    `AuthorizedKeysFile ${folder}/user.pub`,
    // The folder lies in one that everybody may write to.
    'StrictModes no',
    'PidFile none',
    'UsePAM no',
    'PasswordAuthentication no',
    'KbdInteractiveAuthentication no',
    'PermitRootLogin prohibit-password',
    // Fewer than a command has requests: docker's way, a login for each, would meet it.
    'MaxStartups 2:100:2',
    'MaxSessions 1',
    '',
  ].join('\n')
}

function clientConfig(folder: string): string {
  return [
    `IdentityFile ${folder}/user`,
    'IdentitiesOnly yes',
    `UserKnownHostsFile ${folder}/known`,
    'StrictHostKeyChecking accept-new',
    '',
  ].join('\n')
}
