/** The service that the templates are filled from, for docker compose and muster alike. */
export const service = `
services:
  web:
    image: busybox
    command: sleep 1000
    init: true
    stop_grace_period: 0s
    expose: ["80", "81/udp"]
    labels: { team: blue-green, empty: "", html: "a<b>&c", "x.some-key_here": "1" }
`

/** Templates and what `docker compose ps --format` 2.40.3 prints for the service, without the line end. */
export const templates: readonly (readonly [template: string, text: string])[] = [
  ['{{.Service}}', 'web'],
  ['{{ .Service }}{{/* nothing */}}!', 'web!'],
  ['{{- /* nothing */ -}} x', 'x'],
  ['a {{- .Service -}} b', 'awebb'],
  ['a {{- 1}} {{2 -}} b', 'a1 2b'],
  ['{{.Service | upper}} {{upper .Service}} {{lower "ABC"}} {{title "ab cd-ef gh\'ij"}}', "WEB WEB abc Ab Cd-Ef Gh'Ij"],
  [
    '{{json .Service}} {{json .Publishers}} {{json 5}} {{json "<&>"}}',
    '"web" [{"URL":"","TargetPort":80,"PublishedPort":0,"Protocol":"tcp"},{"URL":"","TargetPort":81,"PublishedPort":0,"Protocol":"udp"}] 5 "<&>"',
  ],
  ['{{.Label "team"}}|{{.Label "none"}}|{{"team" | .Label}}', 'blue-green||blue-green'],
  ['{{.Label "html"}} {{json (.Label "html")}}', 'a<b>&c "a<b>&c"'],
  ['{{if .Health}}healthy{{else}}none{{end}}', 'none'],
  ['{{if eq .State "exited"}}a{{else if eq .State "running"}}b{{else}}c{{end}}', 'b'],
  ['{{if and .Service (eq .ExitCode 0)}}yes{{end}}', 'yes'],
  ['{{if or .Health .Service}}yes{{end}} {{or .Health "nobody"}} {{and .Service .Health}}|', 'yes nobody |'],
  ['{{if not .Health}}no health{{end}}', 'no health'],
  ['{{with .Health}}{{.}}{{else}}-{{end}}', '-'],
  ['{{with .Service}}<{{.}}>{{end}}', '<web>'],
  ['{{with .Health}}a{{else with .Service}}b{{.}}{{end}}', 'bweb'],
  ['{{with $x := .Service}}{{$x}}{{$.State}}{{end}}', 'webrunning'],
  ['{{range .Publishers}}{{.TargetPort}}/{{.Protocol}} {{end}}', '80/tcp 81/udp '],
  ['{{range $i, $p := .Publishers}}{{if $i}}, {{end}}{{$i}}={{$p.TargetPort}}{{end}}', '0=80, 1=81'],
  ['{{range $p := .Publishers}}{{$p.Protocol}};{{end}}', 'tcp;udp;'],
  ['{{range .Publishers}}{{if eq .Protocol "udp"}}{{continue}}{{end}}{{.TargetPort}}{{end}}', '80'],
  ['{{range .Publishers}}{{.TargetPort}}{{break}}{{end}}', '80'],
  ['{{range split "" "x"}}[{{.}}]{{else}}empty{{end}}', '[]'],
  ['{{range split "a,b,c" ","}}[{{.}}]{{end}}', '[a][b][c]'],
  ['{{range 3}}{{.}}{{end}}', '012'],
  ['{{$n := .Service}}{{$n}}{{$n = "changed"}} {{$n}}', 'web changed'],
  ['{{$n := "out"}}{{if true}}{{$n = "in"}}{{end}}{{$n}}', 'in'],
  ['{{$n := "out"}}{{if true}}{{$n := "in"}}{{end}}{{$n}}', 'out'],
  ['{{join (split "a-b-c" "-") "+"}} {{split "a-b" "-"}}', 'a+b+c [a b]'],
  ['{{pad .Service 2 3}}|{{pad "" 2 3}}|', '  web   ||'],
  ['{{truncate .Service 2}} {{truncate .Service 10}}', 'we web'],
  ['{{println .Service}}|{{println 1 "a"}}', 'web\n|1 a\n'],
  ['{{print 1 2 "a" "b" 3}} {{print "a" 1}} {{print}}|', '1 2ab3 a1 |'],
  ['{{len .Service}} {{len .Publishers}}', '3 2'],
  ['{{index .Publishers 0}} {{(index .Publishers 0).TargetPort}} {{index (split "a b" " ") 1}}', '{ 80 0 tcp} 80 b'],
  ['{{slice .Service 1}} {{slice .Service 1 2}} {{slice .Service}}', 'eb e web'],
  [
    '{{printf "%s-%d" .Service .ExitCode}} {{printf "%5s|%-5s|" .Service .Service}} {{printf "%05d %+d %x %X" 42 7 255 255}}',
    'web-0   web|web  | 00042 +7 ff FF',
  ],
  [
    '{{printf "%q %v %t" .Service .Publishers true}} {{printf "%.2s" .Service}} {{printf "%.2f" 1.256}}',
    '"web" [{ 80 0 tcp} { 81 0 udp}] true we 1.26',
  ],
  [
    '{{printf "%d" "x"}} {{printf "%s"}} {{printf "x" 1}} {{printf "%s" 3}} {{printf "100%%"}}',
    '%!d(string=x) %!s(MISSING) x%!(EXTRA int=1) %!s(int=3) 100%',
  ],
  [
    '{{eq 1 1}} {{eq .Service "a" "web"}} {{ne 1 2}} {{lt 1 2}} {{le 2 2}} {{gt "b" "a"}} {{ge 1 2}} {{eq true true}}',
    'true true true true true true false true',
  ],
  [
    '{{.Publishers}} {{.ExitCode}} {{true}} {{1.5}} {{0x10}} {{1_000}} {{\'a\'}} {{"q\\"\\t\\u00e9"}} {{`r\\n`}}',
    '[{ 80 0 tcp} { 81 0 udp}] 0 true 1.5 16 1000 97 q"\té r\n',
  ],
  ['{{(.Service)}} {{(print .Service "x") | upper}} {{$.Service}}', 'web WEBX web'],
  ['{{"a" | printf "%s-%s" "b"}} {{.Service | len | printf "%03d"}}', 'b-a 003'],
  ['{{if .Publishers}}p{{end}}{{if 0}}z{{end}}{{if ""}}e{{end}}{{if 0.1}}f{{end}}', 'pf'],
  ['{{/* a */}}{{- /* b */ -}}c', 'c'],
  ['{{"{{"}} }} { }', '{{ }} { }'],
  ['{{.Size}} {{.LocalVolumes}} {{.Project | len | lt 0}}', '0B 0 true'],
]

/** Templates and the reason for which `docker compose ps --format` 2.40.3 refuses them. */
export const refused: readonly (readonly [template: string, reason: string])[] = [
  [
    '{{.Nosuch}}',
    'template parsing error: template: :1:2: executing "" at <.Nosuch>: can\'t evaluate field Nosuch in type *formatter.ContainerContext',
  ],
  [
    'abc {{.Service}} {{.Nosuch}}',
    'template parsing error: template: :1:19: executing "" at <.Nosuch>: can\'t evaluate field Nosuch in type *formatter.ContainerContext',
  ],
  ['{{.Service', 'template parsing error: template: :1: unclosed action'],
  ['{{if}}', 'template parsing error: template: :1: missing value for if'],
  ['{{if .Service}}', 'template parsing error: template: :1: unexpected EOF'],
  ['{{end}}', 'template parsing error: template: :1: unexpected {{end}}'],
  ['{{else}}', 'template parsing error: template: :1: unexpected {{else}}'],
  ['{{foo .}}', 'template parsing error: template: :1: function "foo" not defined'],
  ['{{$x}}', 'template parsing error: template: :1: undefined variable "$x"'],
  [
    '{{.Service "a"}}',
    'template parsing error: template: :1:2: executing "" at <.Service>: wrong number of args for Service: want 0 got 1',
  ],
  [
    '{{index .Publishers 9}}',
    'template parsing error: template: :1:2: executing "" at <index .Publishers 9>: error calling index: index out of range: 9',
  ],
  [
    '{{eq 1 "a"}}',
    'template parsing error: template: :1:2: executing "" at <eq 1 "a">: error calling eq: incompatible types for comparison: int and string',
  ],
  [
    '{{lt true false}}',
    'template parsing error: template: :1:2: executing "" at <lt true false>: error calling lt: invalid type for comparison',
  ],
  [
    '{{.Label}}',
    'template parsing error: template: :1:2: executing "" at <.Label>: wrong number of args for Label: want 1 got 0',
  ],
  [
    '{{.Label "a" "b"}}',
    'template parsing error: template: :1:2: executing "" at <.Label>: wrong number of args for Label: want 1 got 2',
  ],
  ['{{"abc}}', 'template parsing error: template: :1: unterminated quoted string'],
  [
    '{{range .Service}}{{end}}',
    'template parsing error: template: :1:8: executing "" at <.Service>: range can\'t iterate over web',
  ],
  [
    '{{.Service.Foo}}',
    'template parsing error: template: :1:10: executing "" at <.Service.Foo>: can\'t evaluate field Foo in type string',
  ],
  ['{{break}}', 'template parsing error: template: :1: {{break}} outside {{range}}'],
  ['{{.Service | 5}}', 'template parsing error: template: :1: non executable command in pipeline stage 2'],
  ['{{(.Service}}', 'template parsing error: template: :1: unclosed left paren'],
  ['{{.Service)}}', 'template parsing error: template: :1: unexpected right paren'],
  ['{{upper 5}}', 'template parsing error: template: :1:8: executing "" at <5>: expected string; found 5'],
  ['{{len 5}}', 'template parsing error: template: :1:2: executing "" at <len 5>: error calling len: len of type int'],
  ['{{nil}}', 'template parsing error: template: :1:2: executing "" at <nil>: nil is not a command'],
  ['{{/* x }}', 'template parsing error: template: :1: unclosed comment'],
  ['{{if .Service}}{{else}}{{else}}{{end}}', 'template parsing error: template: :1: expected end; found {{else}}'],
  [
    '{{slice .Service 2 1}}',
    'template parsing error: template: :1:2: executing "" at <slice .Service 2 1>: error calling slice: invalid slice index: 2 > 1',
  ],
  [
    '{{truncate .Service "a"}}',
    'template parsing error: template: :1:20: executing "" at <"a">: expected integer; found "a"',
  ],
  [
    '{{upper}}',
    'template parsing error: template: :1:2: executing "" at <upper>: wrong number of args for upper: want 1 got 0',
  ],
]
