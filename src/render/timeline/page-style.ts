/** Text has a contrast of 4.5 and bars one of 3 to what is behind them, in light and in dark. */
export const pageStyle: string = `
:root{color-scheme:light dark;--back:#fff;--text:#1c2024;--dim:#57606a;--line:#d0d7de;--track:#f3f5f7;--pull:#8250df;--build:#a04100;--create:#0969da;--start:#1a7f37;--wait:#b35900;--hook:#bf3989;--stop:#cf222e;--other:#57606a}
@media (prefers-color-scheme:dark){:root{--back:#14171a;--text:#e6e9ec;--dim:#9aa4ae;--line:#343b42;--track:#1d2226;--pull:#b392f0;--build:#f0883e;--create:#58a6ff;--start:#3fb950;--wait:#e3a03a;--hook:#f778ba;--stop:#ff7b72;--other:#9aa4ae}}
*{box-sizing:border-box}
body{margin:0;background:var(--back);color:var(--text);font:16px/1.5 system-ui,sans-serif}
main{max-width:72rem;margin:0 auto;padding:1rem}
h1{font-size:1.5rem;margin:.5rem 0;overflow-wrap:anywhere}
h2{font-size:1.125rem;margin:1.5rem 0 .5rem}
.facts,caption{color:var(--dim)}
.facts strong{color:var(--text)}
caption{text-align:left;padding:.25rem 0 .5rem}
.scroll{overflow-x:auto}
.scroll:focus-visible{outline:2px solid var(--create);outline-offset:2px}
table{width:100%;min-width:40rem;border-collapse:collapse;font-size:.875rem}
th,td{padding:.25rem .5rem;border-bottom:1px solid var(--line);text-align:left;vertical-align:middle}
tbody th{font-weight:400;max-width:20rem;overflow-wrap:anywhere}
thead th{color:var(--dim);font-weight:600}
.axis{width:50%}
.axis span{display:inline-block;width:33.3%;font-weight:400}
.axis span:nth-child(2){text-align:center}
.axis span:last-child{text-align:right}
.track{padding-left:0;padding-right:0;background:var(--track)}
.bar{display:block;height:.875rem;border:2px solid var(--kind);border-radius:2px}
.critical{background:var(--kind)}
.time{white-space:nowrap;text-align:right;font-variant-numeric:tabular-nums}
em{color:var(--stop)}
ol,ul{padding-left:1.5rem;margin:.25rem 0}
li{overflow-wrap:anywhere}
.legend{color:var(--dim);font-size:.875rem}
.key{display:inline-block;width:.75rem;height:.75rem;margin:0 .25rem 0 .5rem;background:var(--kind);border-radius:2px}
${['pull', 'build', 'create', 'start', 'wait', 'hook', 'stop', 'other'].map((kind) => `.${kind}{--kind:var(--${kind})}`).join('\n')}
@media print{.scroll{overflow:visible}table{min-width:0}.bar{print-color-adjust:exact}}
`
