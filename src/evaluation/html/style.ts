/** Both color schemes keep a contrast of 4.5 to 1 for text. */
export const STYLE = `
:root { color-scheme: light dark; --paper: #fbfaf7; --raised: #fff; --ink: #1f2328; --soft: #5c636b; --line: #dcdad3; --right: #1f7a5c; --wrong: #b3472f; --accent: #2457a8; --sans: system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif }
@media (prefers-color-scheme: dark) { :root { --paper: #15171a; --raised: #1d2024; --ink: #eceae4; --soft: #a4abb3; --line: #363a40; --right: #53c79b; --wrong: #ee8a6f; --accent: #8db4f5 } }
* { box-sizing: border-box }
body { margin: 0 auto; max-width: 76rem; padding: 2rem clamp(1rem, 4vw, 3rem) 4rem; background: var(--paper); color: var(--ink); font: 16px/1.5 var(--sans); overflow-wrap: anywhere }
h1 { margin: 0; font-size: 1.9rem; line-height: 1.2; letter-spacing: -.01em }
h2 { margin: 0 0 .5rem; font-size: 1.45rem; line-height: 1.25 }
h3 { margin: 2rem 0 .5rem; font-size: 1.05rem }
h4 { margin: 0 0 .6rem; font-size: 1rem; font-weight: 500 }
.file { margin: .25rem 0 1rem; color: var(--soft) }
.facts { display: flex; flex-wrap: wrap; gap: .5rem 2rem; margin: 0 0 2rem }
.facts dt, .note, figcaption p, caption { color: var(--soft); font-size: .85rem }
.facts dd { margin: 0; font-variant-numeric: tabular-nums }
.note { margin: .6rem 0 0; max-width: 46rem }
.lead { margin: 0 0 1rem; max-width: 46rem }
a { color: var(--accent) }
.attribute { margin-top: 3rem; padding-top: 2rem; border-top: 1px solid var(--line) }
.scroll { overflow-x: auto; overflow-wrap: normal }
.scroll:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px }
table { border-collapse: collapse; overflow-wrap: normal; font-size: .875rem; font-variant-numeric: tabular-nums }
caption { text-align: left; padding: 0 0 .4rem }
th, td { padding: .28rem .7rem; text-align: right; border-bottom: 1px solid var(--line); font-weight: 400 }
thead th { color: var(--soft); vertical-align: bottom }
tr > th:first-child { text-align: left; padding-left: 0 }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 30rem), 1fr)); gap: 1.5rem }
.charts > figure { display: grid; grid-template-columns: minmax(0, 1fr) auto; align-content: start; align-items: start; gap: .5rem 1.2rem; margin: 0; padding: 1rem 1.2rem; background: var(--raised); border: 1px solid var(--line); border-radius: .6rem }
.charts figcaption { grid-column: 1 / -1 }
.charts h3, .charts figcaption p { margin: 0 }
.charts table { width: 100%; font-size: .78rem }
.charts th, .charts td { padding: .16rem 0 .16rem .7rem; white-space: nowrap }
@media (max-width: 34rem) { .charts > figure { grid-template-columns: minmax(0, 1fr) } }
svg { width: 100%; height: auto; display: block; font: 11px var(--sans) }
svg text { fill: var(--soft) }
.grid { stroke: var(--line) }
.ideal { stroke: var(--soft); stroke-dasharray: 5 4 }
.bar { fill: var(--accent); fill-opacity: .75 }
.gap { fill: var(--wrong); fill-opacity: .3 }
.mean { stroke: var(--ink); stroke-width: 1.5 }
.curve { fill: none; stroke: var(--accent); stroke-width: 2 }
.dot { fill: var(--accent) }
.threshold line { stroke: var(--right); stroke-width: 1.5; stroke-dasharray: 2 3 }
.threshold text { fill: var(--right) }
.meter { min-width: 7rem; background: linear-gradient(color-mix(in srgb, var(--accent) 22%, transparent) 0 0) no-repeat left / calc(var(--share) * 100%) 100% }
.matrix { margin-bottom: 1.5rem }
.matrix th, .matrix td { padding: .3rem .45rem; border: 0 }
.matrix tbody th { text-align: right; padding-right: .7rem; white-space: nowrap }
.matrix thead span { display: inline-block; writing-mode: vertical-rl; transform: rotate(180deg); max-height: 14rem; text-align: left; white-space: nowrap }
.matrix thead th { text-align: center }
.matrix tbody td { min-width: 2.2rem; text-align: center; border: 1px solid var(--line); background: color-mix(in srgb, var(--wrong) calc(var(--share, 0) * 100%), transparent) }
.matrix tbody .right { background: color-mix(in srgb, var(--right) calc(var(--share) * 55%), transparent) }
.matrix tbody .total { border: 0; color: var(--soft); background: none }
.none { color: var(--soft); opacity: .45 }
.pairs { display: flex; flex-wrap: wrap; align-items: stretch; gap: 1rem }
.pair { min-width: min(100%, 22rem); padding: .9rem 1.1rem 1.1rem; background: var(--raised); border: 1px solid var(--line); border-radius: .6rem }
.pair .note { margin: .5rem 0 0 }
.count { color: var(--soft) }
.stated { color: var(--right); font-weight: 600 }
.given { color: var(--wrong); font-weight: 600 }
.photos { display: flex; flex-wrap: wrap; gap: .8rem; margin: 0; padding: 0; list-style: none }
.photos figure { margin: 0; width: 9.5rem }
.photos img { display: block; width: 100%; height: 9.5rem; object-fit: contain; background: #fff; border: 1px solid var(--line); border-radius: .35rem }
.photos figcaption { margin-top: .3rem; font-size: .8rem; line-height: 1.35 }
.photos b { font-weight: 600 }
.id { display: block; color: var(--soft); white-space: nowrap; overflow: hidden; text-overflow: ellipsis }
@media print { body { max-width: none } .pair, .charts > figure { break-inside: avoid } }
`
