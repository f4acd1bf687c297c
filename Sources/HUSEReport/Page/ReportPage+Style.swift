extension ReportPage {
  /// The style sheet, for light and dark screens from 320 pixels.
  ///
  /// The colors of branches and lines are those of Okabe and Ito ("Color universal design", 2008),
  /// darker or lighter as the background needs.
  static let style = Markup.trusted(
    """
    :root { --back: #fff; --text: #1c1c1c; --quiet: #5c5c5c; --line: #d9d9d9; --link: #00558c;
      --right: #00608f; --near: #8a5a00; --wrong: #b3390b;
      --c0: #0072b2; --c1: #d55e00; --c2: #008c68; --c3: #b4508c; --c4: #9a7400; --c5: #2f9fdc;
      --c6: #5b4db3; --c7: #333; --other: #a6a6a6 }
    @media (prefers-color-scheme: dark) {
      :root { --back: #16181b; --text: #e8e8e8; --quiet: #a9adb3; --line: #3a3f45; --link: #7cc4f2;
        --right: #6cc2f2; --near: #f0b95c; --wrong: #ff8d66;
        --c0: #4ba3e3; --c1: #ef7d2e; --c2: #2dbd94; --c3: #e08fc0; --c4: #e3c545; --c5: #8fd3ff;
        --c6: #a99bf5; --c7: #ddd; --other: #6d7278 } }
    * { box-sizing: border-box }
    body { font: 16px/1.5 system-ui, sans-serif; color: var(--text); background: var(--back);
      max-width: 70rem; margin: 0 auto; padding: 1rem; overflow-wrap: anywhere }
    h1 { font-size: 1.7rem; line-height: 1.2 } h2 { font-size: 1.35rem; margin: 2.5rem 0 .5rem;
      border-bottom: 1px solid var(--line) } h3 { font-size: 1.05rem; margin: 1.5rem 0 .3rem }
    h4 { font-size: 1rem; margin: 1rem 0 .2rem; font-weight: 600 }
    p { margin: .4rem 0; max-width: 45rem } a { color: var(--link) }
    :focus-visible { outline: 3px solid var(--link); outline-offset: 2px }
    .quiet { color: var(--quiet) } p.quiet, figcaption, .texts { font-size: .875rem }
    nav ul, .marks, .legend { list-style: none; padding: 0; margin: .6rem 0; display: flex;
      flex-wrap: wrap; gap: .3rem 1.1rem }
    .marks { flex-direction: column }
    .scroll { overflow-x: auto; margin: .4rem 0 1rem }
    table { border-collapse: collapse; font-variant-numeric: tabular-nums }
    th, td { padding: .25rem .7rem .25rem 0; text-align: right; white-space: nowrap;
      border-bottom: 1px solid var(--line); font-weight: 400 }
    thead th { font-weight: 600; vertical-align: bottom; white-space: normal;
      overflow-wrap: normal }
    th:first-child { position: sticky; left: 0; background: var(--back) }
    th:first-child, .name { text-align: left }
    tbody th, td.name { white-space: normal; overflow-wrap: break-word; min-width: 6rem;
      max-width: 18rem }
    tbody th, td { vertical-align: top }
    .mark { font-weight: 600; white-space: nowrap } .mark.right { color: var(--right) }
    .mark.near { color: var(--near) } .mark.wrong { color: var(--wrong) }
    .found { display: grid; grid-template-columns: repeat(auto-fill, minmax(6.5rem, 1fr));
      gap: .7rem; max-width: 56rem; margin: .4rem 0 1.2rem }
    .found.wide { grid-template-columns: repeat(auto-fill, minmax(9.5rem, 1fr)) }
    figure { margin: 0 } figcaption { line-height: 1.35 }
    img, .blank { width: 100%; aspect-ratio: 1; object-fit: contain; background: #fff;
      border: 3px solid var(--line); border-radius: 6px; display: block }
    .blank { background: none; padding: .4rem; font-size: .75rem; overflow: hidden }
    figure.right > img, figure.right > .blank { border-color: var(--right) }
    figure.near > img, figure.near > .blank { border-color: var(--near); border-style: dashed }
    figure.wrong > img, figure.wrong > .blank { border-color: var(--wrong); border-style: dotted }
    .asked { display: flex; gap: .8rem; align-items: start; margin: .3rem 0 }
    .asked > img, .asked > .blank { width: 7rem; flex: none }
    .texts { padding-left: 1.4rem; margin: .3rem 0 1.2rem; max-width: 56rem }
    .texts li { margin: .25rem 0 }
    @media (min-width: 44rem) { .beside { display: grid; grid-template-columns: 10rem 1fr;
      gap: 0 1.2rem } .beside .asked { flex-direction: column } }
    @media (max-width: 30rem) { .scroll { font-size: .875rem } td, th { padding-right: .5rem } }
    .charts { display: grid; grid-template-columns: repeat(auto-fill, minmax(18rem, 1fr));
      gap: 1.2rem; margin: .8rem 0 }
    svg { display: block; max-width: 100% } svg text { fill: var(--text); font-size: 12px }
    .chart svg { width: 100% } .chart figcaption { font-weight: 600 }
    .grid { stroke: var(--line) } polyline { fill: none; stroke-width: 2 }
    .legend { font-size: .875rem } .legend svg.key { display: inline-block; width: 28px;
      height: 10px; margin-right: .4rem } .legend svg.dot { width: 10px }
    .l0 { stroke: var(--c0) } .l1 { stroke: var(--c1); stroke-dasharray: 7 3 }
    .l2 { stroke: var(--c2); stroke-dasharray: 2 2 }
    .l3 { stroke: var(--c3); stroke-dasharray: 8 3 2 3 }
    .l4 { stroke: var(--c4); stroke-dasharray: 12 4 }
    .l5 { stroke: var(--c5); stroke-dasharray: 4 4 }
    .l6 { stroke: var(--c6); stroke-dasharray: 10 2 2 2 2 2 }
    .l7 { stroke: var(--c7); stroke-dasharray: 1 3 }
    circle[class^="l"] { fill: var(--back) }
    .matrix { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(20rem, 100%), 1fr));
      gap: 1rem; align-items: start } .heat { width: 100%; max-width: 36rem }
    .names { font-size: .875rem; columns: 13rem; margin: 0; padding-left: 2.2rem }
    .heat .hit { fill: var(--c0) } .heat .miss { fill: var(--c1) }
    .heat .frame { fill: none; stroke: var(--line) } .heat text.on { fill: var(--back) }
    .map { width: 100%; max-width: 44rem; border: 1px solid var(--line); border-radius: 6px }
    .map circle { fill-opacity: .8 }
    path[class^="m"] { fill: none; stroke-width: 2 }
    circle.m0 { fill: var(--c0) } path.m0 { stroke: var(--c0) }
    circle.m1 { fill: var(--c1) } path.m1 { stroke: var(--c1) }
    circle.m2 { fill: var(--c2) } path.m2 { stroke: var(--c2) }
    circle.m3 { fill: var(--c3) } path.m3 { stroke: var(--c3) }
    circle.m4 { fill: var(--c4) } path.m4 { stroke: var(--c4) }
    circle.m5 { fill: var(--c5) } path.m5 { stroke: var(--c5) }
    circle.m6 { fill: var(--c6) } path.m6 { stroke: var(--c6) }
    circle.m-other { fill: var(--other) } path.m-other { stroke: var(--other) }
    circle.m-key { fill: var(--text) } path.m-key { stroke: var(--text) }
    details { margin: .6rem 0 } dt { font-weight: 600 } dd { margin: 0 0 .4rem 1rem }
    """)
}
