/** Every kind of value that YAML knows, as one would write it in flow style. */
export const values: readonly string[] = [
  'x',
  '""',
  '"5"',
  '5',
  '0',
  '-1',
  '017',
  '1.5',
  '5.0',
  '1e3',
  '.inf',
  '"1.50"',
  '"-1"',
  '"0x10"',
  '123456789012345678901234567890',
  'true',
  'false',
  '"true"',
  'yes',
  'null',
  '2020-01-01',
  '[]',
  '{}',
  '[x]',
  '[x, x]',
  '[5]',
  '[null]',
  '[""]',
  '["k=v", "k=w"]',
  '["k"]',
  '["=v"]',
  '{ k: v }',
  '{ k: 1.10 }',
  '{ k: true }',
  '{ k: null }',
  '{ k: [x] }',
  '{ x-k: v }',
  '{ 5: v }',
  '"a b"',
  '"a:b"',
  '/abs/path',
  './rel/path',
  '~/home',
  '10s',
  '1.5gb',
  '"${S}"',
  '"${N}"',
  '"${F}"',
  '"${T}"',
  '"${E}"',
]

/** The kinds that matter inside of an attribute. */
export const innerValues: readonly string[] = [
  'x',
  '""',
  '5',
  '-1',
  '1.5',
  '"5"',
  'true',
  '"true"',
  'null',
  '2020-01-01',
  '[]',
  '{}',
  '[x]',
  '{ k: v }',
  '"${S}"',
  '"${N}"',
  '"${T}"',
  '"${E}"',
]

const durations =
  '10s,"10","0",0s,1m30s,1h,1d,1w,1.5h,-5s,+5s,1us,1ns,1ms,100us,1500ms,1.000000001s,"1 s",1S,5,1y,90m,24h,1h1h,.5s,5.s,1e3s,2562047h,2562048h,106752d,µs,1µs,0.1ns,s,1d12h,1w2d3h4m5s6ms'
const sizes =
  '1k,1K,1kb,1KB,1KiB,1kib,1m,1Mb,1g,1t,1p,1e,1b,1B,"1 k","1  k"," 1k","1k ",1.5k,.5k,5.k,+1k,-1k,-1,"-1","-1b",0,"0","0k",1e3,"1e3","1e3k",1000.5,"1000.5",0x10,"0x10",1_000,"1_000",1kk,k,99999999999999999999,9p,8192p,"inf","nan",1ki,1bb,1i,"1,000","1.5.5",1mib'
const numbers =
  '0.5,".5","5.",1.25,0.1,3.14159265358979,1e-7,1000000,"1000000",1e21,"+1","1_000","0o17","0b11",0b11,"inf","nan",-0,-0.0,0.30000000000000004,16777217,100,1000,101,-1000,-1001,2147483648'
const modes = '0440,440,"0440","440",0o440,"0o440",0x1ff,0777,01777,"1777",8,08,"08","0x1ff",-1,1.5,0'
const paths =
  '.,./,..,/,"",a/b,./a/../b,a//b,/a//b/,"~","~x","~x/y",~/,"C:/x","c:\\\\x","\\\\\\\\srv\\\\x","https://github.com/o/r.git","git@github.com:o/r.git","github.com/o/r","service:a","docker-image://x","oci-layout://x","a:b","file:///x","./~/x"'

const byKey: Readonly<Record<string, string>> = {
  interval: durations,
  timeout: durations,
  start_period: durations,
  start_interval: durations,
  stop_grace_period: durations,
  delay: durations,
  monitor: durations,
  window: durations,
  mem_limit: sizes,
  mem_reservation: sizes,
  memswap_limit: sizes,
  mem_swappiness: `60,101,${sizes}`,
  shm_size: sizes,
  memory: sizes,
  size: sizes,
  rate: sizes,
  cpus: numbers,
  cpu_count: numbers,
  cpu_percent: numbers,
  cpu_period: `${numbers},${durations}`,
  cpu_quota: numbers,
  cpu_rt_period: `${numbers},${durations}`,
  cpu_rt_runtime: numbers,
  cpu_shares: numbers,
  pids_limit: numbers,
  pids: numbers,
  oom_score_adj: numbers,
  scale: numbers,
  replicas: numbers,
  retries: numbers,
  soft: numbers,
  hard: numbers,
  weight: numbers,
  count: `all,"all",ALL,${numbers}`,
  max_attempts: numbers,
  max_failure_ratio: numbers,
  parallelism: numbers,
  max_replicas_per_node: numbers,
  priority: numbers,
  gw_priority: numbers,
  context_size: numbers,
  mode: modes,
  context: paths,
  build: paths,
  file: paths,
  path: paths,
  source: paths,
  additional_contexts: '["k=./x"],["k=https://x/y"],{ k: ./x },{ k: ~/x },{ k: "service:a" },["k"],["k=."]',
  env_file: `${paths},[{ path: x }],[{ path: ./x, required: false }],{ path: x },[a, { path: b, required: false }],[{ path: x, required: false, format: raw }],[{ path: x, required: false, format: yml }],[x, x]`,
  label_file: `${paths},[./a, ./b],[x, x]`,
  type: 'bind,volume,tmpfs,image,npipe,cluster,BIND',
  target: '/t,/t/,t,./t,/t//u/../v,"C:\\\\t",80,"80","80-82","0",65535,65536,"80/udp"',
  published: '80,"80","80-90","0",0,"",65535,65536,-1,"80-79","a",1.5,"[::]:80"',
  host_ip: '127.0.0.1,"::1","[::1]",0.0.0.0,localhost,1.2.3',
  protocol: 'tcp,udp,sctp,TCP,x',
  condition:
    'service_started,service_healthy,service_completed_successfully,none,on-failure,any,always,unless-stopped,ON-FAILURE',
  restart:
    'no,"no",false,always,unless-stopped,on-failure,"on-failure:3","on-failure:x","on-failure:","on-failure:-1","always:3",Always,none',
  test: 'NONE,[NONE],[CMD],[CMD, a],[CMD-SHELL],[CMD-SHELL, a b],[a],"curl x",[],["",a],[NONE, a],[cmd, a],"CMD a"',
  disable: '"on","off","y","n","1","0","t","f","T","TRUE","False",1,0,on,no,y,n,"${T}"',
  privileged: '"on","off","y","n","1","0","t","f","TRUE",1,0,on,y,n,"Yes","YES","On"',
  command:
    '"a b","a \'b c\' d","a \\"b\\" c","a && b","a\\\\ b","a # b","a $$b","\'unclosed","a\\nb","a | b","a;b","a>b","a *","",[],[""],[a, 5],"a \'\'","\\"\\"","\\t a","é ü","a\\\\","`x`","$$(x)","(a)","a=b c","a&","a||b"',
  entrypoint: '"a \'b c\'","a && b","",[],[""],null',
  ports:
    '[80],["80"],["80:80"],["8000-8002:80-82"],["80-82"],["8000-8010:80"],["8000:80-81"],["127.0.0.1:80:80"],["127.0.0.1::80"],["[::1]:80:80"],["::1:80:80"],["80/udp"],["80:80/TCP"],["80/tcp/udp"],[":80"],["80:"],["a:80"],["80:a"],["65536"],["0"],["-1"],["80-79"],[80.5],["80,81"],["1.2.3:80:80"],["80:80","80:80"],["80:80","80"],["80:80/udp","80:80"],[{ target: 80 }, "80"],[8080:80],[22:22],[60:60],["080:080"],["0x50:80"],["8000-8001:80"],["::80"],[" 80 "],["80 : 80"],["localhost:80:80"],["*:80:80"],["0.0.0.0:80:80","80:80"],["${N}:${N}"],["80:80/"],["/udp"],["65530-65540"],["1-5:1-5/udp"]',
  expose:
    '[80],["80"],["80-82"],["80/udp"],["80/x"],["a"],[-1],["65536"],["80:80"],["80","80"],[80,"80"],[1.5],["0"],["80-79"],[""],["80/tcp/udp"],["80-82/udp"],["080"],[1e3]',
  volumes:
    '["/a"],["a:/b"],["./a:/b"],["~/a:/b"],["/a:/b:ro"],["/a:/b:rw,z"],["a:/b:nocopy"],["/a:/b:ro,rshared"],["/a:/b:x"],["/a:/b:ro:rw"],["ab:c"],["C:\\\\a:/b"],["C:/a:/b"],["C:/a:D:/b:ro"],["a"],[":/a"],["/a:"],["..:/a"],[".:/a"],["./a:/b/"],["./a:/b/../c"],["/a:/b","/c:/b"],["${E}:/b"],["/a:/b:cached"],["/a:/b:Z"],["a.b:/c"],["a/b:/c"],["/a//b/:/c"],["~:/c"],["~x:/c"],["/a:/b:RO"],["/a:/b:ro,ro"],["/a:/b:"],["\\\\\\\\.\\\\pipe\\\\x:\\\\\\\\.\\\\pipe\\\\x"],["/a b:/c d"],["/a:/b:consistent"],["/a:/b:volume-nocopy"],["é:/b"],["$$a:/b"],["./a:/b:rslave,ro"],["/a","/a"],["/a:/b:private"],["//a:/b"],["./a:b"]',
  tmpfs: '/a,"/a:size=1m","/a:rw,noexec",[/a],[/a, /a],["/a:size=1", "/a:size=2"],a,["/a=b"],["a=1","a=2"],""',
  devices:
    '["/a"],["/a:/b"],["/a:/b:r"],["/a:/b:rwm"],["/a:/b:x"],["/a:r"],["/a:rw"],["/a:/b:c:d"],["vendor.com/class=id"],["nvidia.com/gpu=all"],["a"],[""],[{ source: /a }],[{ source: /a, target: /b }],[{ source: /a, permissions: r }],[{ source: /a, target: /b, permissions: x }],["/a","/a"],["/a:/b","/c:/b"],["x/y=z","x/y=z"],[":/b"],["/a:"],["./a:/b"],["/a:/b:"]',
  extra_hosts:
    '["a:1.2.3.4"],["a=1.2.3.4"],["a:::1"],["a=::1"],["a:[::1]"],["a=[::1]"],["a:host-gateway"],["a"],["a="],["a:"],["a=1","a=2"],["a=1","a=1"],{ a: 1.2.3.4 },{ a: [1.2.3.4, 1.2.3.5] },{ a: "::1" },{ a: "[::1]" },{ a: "" },{ b: 1.1.1.1, a: 2.2.2.2 },["b=1","a=2"],["a b:1"],["a:b:c"],["[a]:1"],["=1"],[":1"],{ a: [] },{ a: [x, x] },["a = 1"],["a: 1"]',
  ulimits:
    '{ nofile: 1024 },{ nofile: "1024" },{ nofile: -1 },{ nofile: { soft: 1, hard: 2 } },{ nofile: { soft: 2, hard: 1 } },{ nofile: 0 },{ x: 1 },{ nofile: { soft: 0, hard: 0 } },{ nofile: { soft: "1", hard: "2" } },{ NOFILE: 5 },{ nofile: { soft: -1, hard: -1 } },{ nofile: { soft: 1, hard: 2, x-a: b } }',
  logging:
    '{ driver: json-file },{ driver: x, options: { a: b } },{ options: { a: 5 } },{ options: { a: null } },{ driver: "" },{ options: {} },{ driver: x, x-a: b },{ options: { a: 1.10, b: 1e7 } },{ driver: none, options: null }',
  networks:
    '[default],{ default: null },{ default: {} },{ default: { aliases: [a] } },[default, default],{ default: { priority: 1 } },{ default: { x-a: b } },{ default: { aliases: [] } },{ default: { aliases: [a, a] } },{ default: { ipv4_address: 1.2.3.4 } },{ default: { ipv4_address: x } },{ default: { driver_opts: { a: 5 } } },{ default: { link_local_ips: [1.1.1.1] } },{ default: { mac_address: "aa:bb:cc:dd:ee:ff" } },{ default: { interface_name: eth0 } },{ default: { gw_priority: 1 } },{ default: { gw_priority: -1.5 } },{ default: { priority: 1.5 } },{ default: { priority: "1" } }',
  depends_on: '[a],{ a: { condition: service_started } },[b],{ b: { condition: service_started, required: false } }',
  links: '[a],["a:b"],["a:b:c"],[x]',
  network_mode: 'host,none,bridge,"service:a","service:x","container:x","service:","container:",default,HOST',
  pid: 'host,"service:a","service:x","container:x","service:"',
  ipc: 'host,private,shareable,none,"service:a","service:x","container:x"',
  uts: 'host,"service:a","service:x"',
  cgroup: 'host,private,"service:a"',
  volumes_from: '[a],["a:ro"],["container:x"],["container:x:ro"],[x],["a:ro:x"],["a:xx"],["container:"]',
  gpus: 'all,[{}],[{ count: 1 }],[{ count: all }],[{ count: 1, device_ids: [a] }],[{ device_ids: [a] }],[{ capabilities: [a] }],[{ driver: x }],[{ options: { a: b } }],[{ x-a: b }],[{ count: -1 }],[{ count: "2" }],[{ foo: bar }],["all"],[{ options: ["a=b"] }],"1",1',
  provider:
    '{ type: x },{ type: x, options: { a: b } },{ type: x, options: { a: [b, 5, true] } },{ type: x, options: { a: 5 } },{ type: x, options: { a: true } },{ type: x, options: { a: null } },{ type: "" },{ type: x, options: {} },{ type: x, options: { a: [] } },{ type: x, options: { a: 1.50 } }',
  models: '[m],{ m: null },{ m: {} },{ m: { endpoint_var: A } }',
  post_start:
    '[{ command: a b }],[{ command: [a, b], user: root }],[{ command: a, environment: [A=1] }],[{ command: a, environment: { A: 1 } }],[{ command: a, working_dir: ./x }],[{ command: null }],[{ command: [] }],[{ command: "" }]',
  pre_stop: '[{ command: a b }]',
  develop:
    '{ watch: [{ path: ./x, action: rebuild }] },{ watch: [{ path: x, action: sync, target: /y }] },{ watch: [] },{ x-a: b },{ watch: [{ path: ., action: sync, target: /y, ignore: [a/], include: b }] },{ watch: [{ path: ., action: sync+exec, target: /y, exec: { command: a b } }] },{ watch: [{ path: ., action: sync }] },{ watch: [{ path: ., action: restart, initial_sync: true }] }',
  secrets:
    '[s],[{ source: s }],[{ source: s, target: t }],[{ source: s, target: /t, mode: 0440 }],[s, s],[{ source: s, uid: "1", gid: 1 }],[{ source: s, uid: "1", gid: "1" }]',
  configs: '[s],[{ source: s }],[{ source: s, target: t }],[s, s]',
  healthcheck:
    '{ test: a },{ disable: true },{ test: [NONE] },{ interval: 5s },{ test: a, disable: true },{ test: a, start_interval: 1s },{ retries: 3 }',
  stop_signal: 'SIGTERM,"9",9,sigint',
  image:
    'a,a:b,"a@sha256:x","a:b:c",A,"a b",localhost:5000/a:b,docker.io/library/a,"sha256:0000000000000000000000000000000000000000000000000000000000000000"',
  container_name: 'ab,a,"_a","a b",a.b-c,"..",A1,é,aé',
  pull_policy:
    'always,never,missing,if_not_present,build,daily,weekly,every_1h,every_2w3d,every_,every_1y,refresh,ALWAYS,xalwaysx,every_1h30m,"every_5"',
  platform: 'linux/amd64,linux,linux/arm64/v8,x/y/z/w,LINUX/AMD64,amd64',
  mac_address: '"aa:bb:cc:dd:ee:ff",aabbccddeeff,"AA-BB-CC-DD-EE-FF"',
  isolation: 'default,process,hyperv',
  user: 'root,"1000:1000",1000,"a:b"',
  working_dir: '/a,a,./a,"C:\\\\a",~/a',
  hostname: 'a.b,"_",localhost',
  dns: '1.1.1.1,[1.1.1.1, 8.8.8.8],[1.1.1.1, 1.1.1.1],x,"::1",["a=1","a=2"]',
  security_opt:
    '[no-new-privileges],["no-new-privileges:true"],["seccomp=unconfined"],["seccomp:unconfined"],[a, a],["label:x"],["apparmor=x"],["systempaths=unconfined"]',
  cap_add: '[ALL],[NET_ADMIN, SYS_TIME],[net_admin],[CAP_NET_ADMIN],[A, A]',
  group_add: '[a],[5],["5"],[5, "5"],[1.5],[a, a]',
  device_cgroup_rules: '["c 1:3 mr"],["c *:* rwm", "c *:* rwm"],["x"]',
  sysctls: '{ net.a: 1 },["net.a=1"],["net.a"],{ net.a: null },["a=1","a=2"]',
  storage_opt: '{ size: 1G },{ size: 5 },{ size: null },["size=1G"],{ size: 1.50 }',
  environment:
    '["A =1"],{ "A ": 1 },[" A=1"],["A\tB=1"],["A B=1"],["A "],["A=1"],["A"],["A="],["A=b=c"],{ A: null },{ A: "" },{ A: 1 },{ A: 1.50 },{ A: true },{ A: 1e7 },["A=1","A=2"],["A=1","A"],["A","A=1"],[" A = 1 "],{ B: 1, A: 2 },{ "A=B": c },["HOME"],{ HOME: null },{ A: $$x },["=x"],[""],{ "": x },{ A: 0x1F },{ A: 1_000 },{ A: 017 },{ A: 12345678901234567890 },{ A: .inf },{ A: 0.1 },{ A: 100000.0 },{ A: 1234567.0 },{ A: 0.00001 },{ A: -0.0 }',
  args: '["A =1"],{ "A ": 1 },["A=1"],["A"],{ A: null },{ A: 1.50 },["HOME"],{ HOME: },["A="]',
  ssh: '[default],["a=./k"],{ a: ./k },{ default: },["a"],["a=/k","b=~/k"],{ a: null },["default=x"],{ a: 5 },{ a: true },default',
  cache_from: '[a],["type=local,src=./x"],a,["type=registry,ref=x"]',
  cache_to: '["type=local,dest=./x"]',
  dockerfile: './D,../D,/abs/D,~/D,D,""',
  dockerfile_inline: '"FROM x\\n","FROM $$x","FROM x"',
  tags: '[a],["a:b"],[a, a],["a=b","a=c"]',
  platforms: '[linux/amd64],[linux/amd64, linux/amd64],[x],["a/b/c/d"]',
  provenance: 'true,false,"mode=max","true",max,""',
  sbom: 'true,false,"generator=x",""',
  entitlements: '[network.host],[security.insecure],[x],[a, a]',
  external: 'true,false,"true",{ name: x },{},{ name: "" },yes,"no",{ name: 5 },{ x-a: b }',
  subnet: '10.0.0.0/8,x,10.0.0.0/99,"fd00::/8"',
  ip_range: '10.0.0.0/16,x',
  gateway: '10.0.0.1,x',
  config:
    '[{ subnet: 10.0.0.0/8 }],[{ subnet: 10.0.0.0/8 }, { subnet: 10.0.0.0/8 }],[{}],[{ subnet: a, aux_addresses: { h: b } }],[{ x-a: b }]',
  driver_opts:
    '{ a: 5 },{ a: 1.50 },{ type: none, o: bind, device: ./x },{ type: none, o: bind, device: ~/x },{ o: "bind,ro", device: ./x },{ o: bind, device: x },{ o: rbind, device: ./x },{ device: ./x },{ a: null },{ a: true },["a=b"]',
  name: 'a,"A B","${S}",a/b,"",-a,a_b,A,"a.b",5x,"é"',
  content: 'x,"a $$b","${S}","a\\nb"',
  ignore: 'a,[a, b/],["!a"],[""]',
  include: 'a,[a, b/]',
  runtime_flags: '[a],["--a b"],[5],[a, a]',
  credential_spec: '{ file: x },{ config: x },{ registry: x },{ config: x, file: y },{ file: ./x }',
  profiles: '[a],[a, a],["a b"],[""],[5],["-a"],["a,b"],["*"]',
  annotations: '{ a: b },["a=b"],["a"],{ a: null }',
  labels:
    '["a =b"],{ x-k: 1e6 },{ a: b },["a=b"],["a"],{ a: null },{ b: 1, a: 2 },["b=1","a"],{ a: 1.50 },["a=$$x"],{ com.docker.compose.project: x }',
  extends: 'a,{ service: a },{ service: x },{ file: x.yaml, service: a },b',
  aliases: '[a],[a, a],["a=1","a=2"],a',
  capabilities: '[gpu],[gpu, gpu],[],[""]',
  device_ids: '["0"],[0],[a, a]',
  options: '{ a: b },["a=b"],{ a: null },{ a: 5 }',
  use_api_socket: 'true,false,"true",yes',
  use: 'x',
  isolated: 'x',
  service: 'a,b',
  action: 'rebuild',
  watch: '[{ path: ., action: rebuild }]',
  model: 'a/b,a',
  kind: 'gpu',
  value: numbers,
  expose_: 'x',
  constraints: '[a==b],[a, a]',
  preferences: '[{ spread: a }]',
  generic_resources: '[{ discrete_resource_spec: { kind: a, value: 1 } }]',
  recursive: 'enabled',
  consistency: 'cached,delegated,consistent,x',
  propagation: 'rshared,x',
  selinux: 'z',
  weight_device: '[{ path: /a, weight: 5 }]',
  device_read_bps: '[{ path: /a, rate: 1mb }],[{ path: /a, rate: "5" }],[{ path: /a, rate: 5 }],[{ path: /a }]',
}

/** Values that people write for a key, with odd spellings; the first is a good one. */
export function wellMeant(key: string, path: string): readonly string[] {
  if (key === 'mode' && path.startsWith('services.ports')) return ['host', 'ingress', 'x']
  if (key === 'source' && path.startsWith('services.devices')) return ['/dev/x', './x']
  if (key === 'source' && /secrets|configs/.test(path)) return ['s', './x']
  if (key === 'target' && path.startsWith('services.ports'))
    return ['80', '"80"', '"80-82"', '65536', '-1', '0', '1.5', '"80/udp"']
  if (key === 'type' && path.startsWith('services.provider')) return ['x']
  if (key === 'condition' && path.startsWith('services.depends_on')) return ['service_started', 'service_healthy']
  return split(byKey[key] ?? '')
}

/** Splits at the commas of the outermost level. */
function split(row: string): readonly string[] {
  const items: string[] = []
  let [item, depth, quoted] = ['', 0, false]
  for (const [index, char] of row.split('').entries()) {
    if (char === '"' && row[index - 1] !== '\\') quoted = !quoted
    if (!quoted && '[{'.includes(char)) depth++
    if (!quoted && ']}'.includes(char)) depth--
    if (char === ',' && depth === 0 && !quoted) {
      items.push(item)
      item = ''
    } else item += char
  }
  return item === '' ? items : [...items, item]
}
