import type { Attribute } from './kinds/attribute.ts'
import { record, type RecordValue } from './kinds/record.ts'
import { annotations } from './service/annotations.ts'
import { attach } from './service/attach.ts'
import { blkioConfig } from './service/blkio-config.ts'
import { build } from './service/build.ts'
import { capAdd, capDrop } from './service/capabilities.ts'
import { cgroup, cgroupParent } from './service/cgroup.ts'
import { command } from './service/command.ts'
import { configs } from './service/configs.ts'
import { containerName } from './service/container-name.ts'
import {
  cpuCount,
  cpuPercent,
  cpuPeriod,
  cpuQuota,
  cpuRtPeriod,
  cpuRtRuntime,
  cpuShares,
  cpuset,
} from './service/cpu.ts'
import { cpus } from './service/cpus.ts'
import { credentialSpec } from './service/credential-spec.ts'
import { dependsOn } from './service/depends-on.ts'
import { deploy } from './service/deploy.ts'
import { develop } from './service/develop.ts'
import { deviceCgroupRules } from './service/device-cgroup-rules.ts'
import { devices } from './service/devices.ts'
import { dns, dnsOpt, dnsSearch } from './service/dns.ts'
import { domainname } from './service/domainname.ts'
import { entrypoint } from './service/entrypoint.ts'
import { envFile } from './service/env-file.ts'
import { environment } from './service/environment.ts'
import { expose } from './service/expose.ts'
import { extendsService } from './service/extends.ts'
import { externalLinks } from './service/external-links.ts'
import { extraHosts } from './service/extra-hosts.ts'
import { gpus } from './service/gpus.ts'
import { groupAdd } from './service/group-add.ts'
import { healthcheck } from './service/healthcheck.ts'
import { postStart, preStart, preStop } from './service/hooks.ts'
import { hostname } from './service/hostname.ts'
import { image } from './service/image.ts'
import { init } from './service/init.ts'
import { ipc } from './service/ipc.ts'
import { isolation } from './service/isolation.ts'
import { labelFile } from './service/label-file.ts'
import { labels } from './service/labels.ts'
import { links } from './service/links.ts'
import { logging } from './service/logging.ts'
import { macAddress } from './service/mac-address.ts'
import { memLimit, memReservation, memSwappiness, memswapLimit, shmSize } from './service/memory.ts'
import { models } from './service/models.ts'
import { networkMode } from './service/network-mode.ts'
import { networks } from './service/networks.ts'
import { oomKillDisable, oomScoreAdj } from './service/oom.ts'
import { pid } from './service/pid.ts'
import { pidsLimit } from './service/pids-limit.ts'
import { platform } from './service/platform.ts'
import { ports } from './service/ports.ts'
import { privileged } from './service/privileged.ts'
import { profiles } from './service/profiles.ts'
import { provider } from './service/provider.ts'
import { pullPolicy } from './service/pull-policy.ts'
import { pullRefreshAfter } from './service/pull-refresh-after.ts'
import { readOnly } from './service/read-only.ts'
import { restart } from './service/restart.ts'
import { runtime } from './service/runtime.ts'
import { scale } from './service/scale.ts'
import { secrets } from './service/secrets.ts'
import { securityOpt } from './service/security-opt.ts'
import { stdinOpen } from './service/stdin-open.ts'
import { stopGracePeriod } from './service/stop-grace-period.ts'
import { stopSignal } from './service/stop-signal.ts'
import { storageOpt } from './service/storage-opt.ts'
import { sysctls } from './service/sysctls.ts'
import { tmpfs } from './service/tmpfs.ts'
import { tty } from './service/tty.ts'
import { ulimits } from './service/ulimits.ts'
import { useApiSocket } from './service/use-api-socket.ts'
import { user } from './service/user.ts'
import { usernsMode } from './service/userns-mode.ts'
import { uts } from './service/uts.ts'
import { volumesFrom } from './service/volumes-from.ts'
import { volumes } from './service/volumes.ts'
import { workingDir } from './service/working-dir.ts'

/**
 * Every key of a service, in the order in which docker compose prints and hashes them; the keys of the schema
 * that docker compose 2.40.3 has no field for stand where they would be looked for. The annotations (`as typeof`) are
 * what declarations without inference need.
 */
export const service = {
  profiles: profiles as typeof profiles,
  annotations: annotations as typeof annotations,
  attach: attach as typeof attach,
  build: build as typeof build,
  develop: develop as typeof develop,
  blkio_config: blkioConfig as typeof blkioConfig,
  cap_add: capAdd as typeof capAdd,
  cap_drop: capDrop as typeof capDrop,
  cgroup_parent: cgroupParent as typeof cgroupParent,
  cgroup: cgroup as typeof cgroup,
  cpu_count: cpuCount as typeof cpuCount,
  cpu_percent: cpuPercent as typeof cpuPercent,
  cpu_period: cpuPeriod as typeof cpuPeriod,
  cpu_quota: cpuQuota as typeof cpuQuota,
  cpu_rt_period: cpuRtPeriod as typeof cpuRtPeriod,
  cpu_rt_runtime: cpuRtRuntime as typeof cpuRtRuntime,
  cpus: cpus as typeof cpus,
  cpuset: cpuset as typeof cpuset,
  cpu_shares: cpuShares as typeof cpuShares,
  command: command as typeof command,
  configs: configs as typeof configs,
  container_name: containerName as typeof containerName,
  credential_spec: credentialSpec as typeof credentialSpec,
  depends_on: dependsOn as typeof dependsOn,
  deploy: deploy as typeof deploy,
  device_cgroup_rules: deviceCgroupRules as typeof deviceCgroupRules,
  devices: devices as typeof devices,
  dns: dns as typeof dns,
  dns_opt: dnsOpt as typeof dnsOpt,
  dns_search: dnsSearch as typeof dnsSearch,
  domainname: domainname as typeof domainname,
  entrypoint: entrypoint as typeof entrypoint,
  provider: provider as typeof provider,
  environment: environment as typeof environment,
  env_file: envFile as typeof envFile,
  expose: expose as typeof expose,
  extends: extendsService as typeof extendsService,
  external_links: externalLinks as typeof externalLinks,
  extra_hosts: extraHosts as typeof extraHosts,
  group_add: groupAdd as typeof groupAdd,
  gpus: gpus as typeof gpus,
  hostname: hostname as typeof hostname,
  healthcheck: healthcheck as typeof healthcheck,
  image: image as typeof image,
  init: init as typeof init,
  ipc: ipc as typeof ipc,
  isolation: isolation as typeof isolation,
  labels: labels as typeof labels,
  label_file: labelFile as typeof labelFile,
  links: links as typeof links,
  logging: logging as typeof logging,
  mem_limit: memLimit as typeof memLimit,
  mem_reservation: memReservation as typeof memReservation,
  memswap_limit: memswapLimit as typeof memswapLimit,
  mem_swappiness: memSwappiness as typeof memSwappiness,
  mac_address: macAddress as typeof macAddress,
  models: models as typeof models,
  network_mode: networkMode as typeof networkMode,
  networks: networks as typeof networks,
  oom_kill_disable: oomKillDisable as typeof oomKillDisable,
  oom_score_adj: oomScoreAdj as typeof oomScoreAdj,
  pid: pid as typeof pid,
  pids_limit: pidsLimit as typeof pidsLimit,
  platform: platform as typeof platform,
  ports: ports as typeof ports,
  privileged: privileged as typeof privileged,
  pull_policy: pullPolicy as typeof pullPolicy,
  pull_refresh_after: pullRefreshAfter as typeof pullRefreshAfter,
  read_only: readOnly as typeof readOnly,
  restart: restart as typeof restart,
  runtime: runtime as typeof runtime,
  scale: scale as typeof scale,
  secrets: secrets as typeof secrets,
  security_opt: securityOpt as typeof securityOpt,
  shm_size: shmSize as typeof shmSize,
  stdin_open: stdinOpen as typeof stdinOpen,
  stop_grace_period: stopGracePeriod as typeof stopGracePeriod,
  stop_signal: stopSignal as typeof stopSignal,
  storage_opt: storageOpt as typeof storageOpt,
  sysctls: sysctls as typeof sysctls,
  tmpfs: tmpfs as typeof tmpfs,
  tty: tty as typeof tty,
  ulimits: ulimits as typeof ulimits,
  use_api_socket: useApiSocket as typeof useApiSocket,
  user: user as typeof user,
  userns_mode: usernsMode as typeof usernsMode,
  uts: uts as typeof uts,
  volumes: volumes as typeof volumes,
  volumes_from: volumesFrom as typeof volumesFrom,
  working_dir: workingDir as typeof workingDir,
  pre_start: preStart as typeof preStart,
  post_start: postStart as typeof postStart,
  pre_stop: preStop as typeof preStop,
}

/** The value of every key that is set. */
export type ServiceFields = RecordValue<typeof service>

/** A service of a project. */
export type Service = ServiceFields & { readonly name: string }

/** All passes over a whole service. */
export const serviceAttribute: Attribute<ServiceFields> = record(service)
