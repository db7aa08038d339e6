import type { Attribute } from './attribute.ts'
import { record, type RecordValue } from './record.ts'
import { annotations } from './annotations.ts'
import { attach } from './attach.ts'
import { blkioConfig } from './blkio-config.ts'
import { build } from './build.ts'
import { capAdd, capDrop } from './capabilities.ts'
import { cgroup, cgroupParent } from './cgroup.ts'
import { command } from './command.ts'
import { configs } from './configs.ts'
import { containerName } from './container-name.ts'
import { cpuCount, cpuPercent, cpuPeriod, cpuQuota, cpuRtPeriod, cpuRtRuntime, cpuShares, cpuset } from './cpu.ts'
import { cpus } from './cpus.ts'
import { credentialSpec } from './credential-spec.ts'
import { dependsOn } from './depends-on.ts'
import { deploy } from './deploy.ts'
import { develop } from './develop.ts'
import { deviceCgroupRules } from './device-cgroup-rules.ts'
import { devices } from './devices.ts'
import { dns, dnsOpt, dnsSearch } from './dns.ts'
import { domainname } from './domainname.ts'
import { entrypoint } from './entrypoint.ts'
import { envFile } from './env-file.ts'
import { environment } from './environment.ts'
import { expose } from './expose.ts'
import { extendsService } from './extends.ts'
import { externalLinks } from './external-links.ts'
import { extraHosts } from './extra-hosts.ts'
import { gpus } from './gpus.ts'
import { groupAdd } from './group-add.ts'
import { healthcheck } from './healthcheck.ts'
import { postStart, preStart, preStop } from './hooks.ts'
import { hostname } from './hostname.ts'
import { image } from './image.ts'
import { init } from './init.ts'
import { ipc } from './ipc.ts'
import { isolation } from './isolation.ts'
import { labelFile } from './label-file.ts'
import { labels } from './labels.ts'
import { links } from './links.ts'
import { logging } from './logging.ts'
import { macAddress } from './mac-address.ts'
import { memLimit, memReservation, memSwappiness, memswapLimit, shmSize } from './memory.ts'
import { models } from './models.ts'
import { networkMode } from './network-mode.ts'
import { networks } from './networks.ts'
import { oomKillDisable, oomScoreAdj } from './oom.ts'
import { pid } from './pid.ts'
import { pidsLimit } from './pids-limit.ts'
import { platform } from './platform.ts'
import { ports } from './ports.ts'
import { privileged } from './privileged.ts'
import { profiles } from './profiles.ts'
import { provider } from './provider.ts'
import { pullPolicy } from './pull-policy.ts'
import { pullRefreshAfter } from './pull-refresh-after.ts'
import { readOnly } from './read-only.ts'
import { restart } from './restart.ts'
import { runtime } from './runtime.ts'
import { scale } from './scale.ts'
import { secrets } from './secrets.ts'
import { securityOpt } from './security-opt.ts'
import { stdinOpen } from './stdin-open.ts'
import { stopGracePeriod } from './stop-grace-period.ts'
import { stopSignal } from './stop-signal.ts'
import { storageOpt } from './storage-opt.ts'
import { sysctls } from './sysctls.ts'
import { tmpfs } from './tmpfs.ts'
import { tty } from './tty.ts'
import { ulimits } from './ulimits.ts'
import { useApiSocket } from './use-api-socket.ts'
import { user } from './user.ts'
import { usernsMode } from './userns-mode.ts'
import { uts } from './uts.ts'
import { volumesFrom } from './volumes-from.ts'
import { volumes } from './volumes.ts'
import { workingDir } from './working-dir.ts'

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
