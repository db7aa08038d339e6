import { describe, expect, it } from 'vitest'
import { service, serviceAttribute } from '../../src/attributes/service.ts'
import { run } from './helper.ts'

// The struct order of docker compose 2.40.3.
const order = `profiles annotations attach build develop blkio_config cap_add cap_drop cgroup_parent cgroup cpu_count
cpu_percent cpu_period cpu_quota cpu_rt_period cpu_rt_runtime cpus cpuset cpu_shares command configs container_name
credential_spec depends_on deploy device_cgroup_rules devices dns dns_opt dns_search domainname entrypoint provider
environment env_file expose extends external_links extra_hosts group_add gpus hostname healthcheck image init ipc
isolation labels label_file links logging mem_limit mem_reservation memswap_limit mem_swappiness mac_address models
network_mode networks oom_kill_disable oom_score_adj pid pids_limit platform ports privileged pull_policy read_only
restart runtime scale secrets security_opt shm_size stdin_open stop_grace_period stop_signal storage_opt sysctls tmpfs tty
ulimits use_api_socket user userns_mode uts volumes volumes_from working_dir post_start pre_stop`.split(/\s+/)

describe('a service', () => {
  it('is printed in the order in which docker compose hashes it', () => {
    const known = Object.keys(service)
    expect(known.filter((key) => order.includes(key))).toEqual(order)
  })

  it('shows unset command and entrypoint in JSON only', () => {
    expect(run(serviceAttribute, '{image: a}').json).toEqual({ command: null, entrypoint: null, image: 'a' })
    expect(run(serviceAttribute, '{image: a}').yaml).toEqual({ image: 'a' })
  })

  it('shows its extensions in YAML only, sorted behind the rest', () => {
    const outcome = run(serviceAttribute, '{x-b: {c: 1}, x-a: [2], image: a}')
    expect(Object.keys(outcome.yaml as object)).toEqual(['image', 'x-a', 'x-b'])
    expect(Object.keys(outcome.json as object)).toEqual(['command', 'entrypoint', 'image'])
  })

  it('merges each key by its own rule', () => {
    const base = '{image: a, command: [a], environment: [A=1], cap_add: [X], stop_grace_period: 1s}'
    const over = '{image: b, command: b, environment: {A: ~, B: 2}, cap_add: [X, Y], stop_grace_period: ~}'
    expect(run(serviceAttribute, base, over).json).toEqual({
      cap_add: ['X', 'Y'],
      command: ['b'],
      entrypoint: null,
      environment: { A: null, B: '2' },
      image: 'b',
      stop_grace_period: '1s',
    })
  })

  it('!reset takes a key away and !override replaces it', () => {
    const base = '{image: a, environment: [A=1], cap_add: [X]}'
    expect(run(serviceAttribute, base, '{environment: !override [B=2], cap_add: !reset []}').json).toEqual({
      command: null,
      entrypoint: null,
      environment: { B: '2' },
      image: 'a',
    })
  })

  it('reports at the value, by its path', () => {
    expect(run(serviceAttribute, 'image: a\nmem_limit: 10 potatoes\ncpus: x').errors).toEqual([
      '3:7 x.cpus must be a number, not `x`',
      '2:12 x.mem_limit must be a number of bytes or a size with its unit, not `10 potatoes`',
    ])
  })

  it('writes what all its keys add to the payload', () => {
    expect(run(serviceAttribute, '{image: a, user: b, init: true, labels: [c]}').payload).toEqual({
      Image: 'a',
      User: 'b',
      Init: true,
      Labels: { c: '' },
    })
  })
})
