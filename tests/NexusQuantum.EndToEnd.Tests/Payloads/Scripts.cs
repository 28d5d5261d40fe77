namespace NexusQuantum.EndToEnd.Tests.Payloads;

/// <summary>Texts that would run, load or change something where a page, a style sheet, a log or a table took them as more than text.</summary>
internal static class Scripts
{
    private const string Lines = """
        script | <script MARK>RUN</script>
        script-loud | <script>alert(1);RUN</script>
        script-source | <script src=PATH MARK></script>
        script-source-bare | <script/src=//127.0.0.1/PATH></script>
        script-upper | <SCRIPT MARK>RUN</SCRIPT>
        script-mixed | <ScRiPt MARK>RUN</sCrIpT>
        script-spaced | <script   MARK >RUN</script >
        script-slash | <script/MARK>RUN</script/>
        script-module | <script type=module MARK>RUN</script>
        script-nested | <scr<script>ipt MARK>RUN</scr</script>ipt>
        script-open | <script MARK>RUN
        script-early-end | </script><script MARK>RUN</script>
        script-comment | <!--><script MARK>RUN</script>-->
        script-cdata | <![CDATA[<script MARK>RUN</script>]]>
        script-text | <noscript><p title="</noscript><img src=x MARK onerror=RUN>">
        img-error | <img src=x MARK onerror=RUN>
        img-error-quoted | <img src="x" MARK onerror="RUN">
        img-slash | <img/src/MARK/onerror=RUN>
        img-load | <img MARK src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" onload=RUN>
        img-fetch | <img src=PATH MARK>
        img-set | <img srcset="PATH 1x" MARK>
        img-double | <<img src=x MARK onerror=RUN>>
        image-tag | <image src=x MARK onerror=RUN>
        picture | <picture><source srcset=PATH><img MARK></picture>
        body-load | <body MARK onload=RUN>
        body-focus | <body MARK onfocus=RUN autofocus>
        page-show | <body MARK onpageshow=RUN>
        input-focus | <input MARK autofocus onfocus=RUN>
        select-focus | <select MARK autofocus onfocus=RUN></select>
        textarea-focus | <textarea MARK autofocus onfocus=RUN></textarea>
        button-popover | <button MARK popovertarget=x onclick=RUN>x</button><div id=x popover onbeforetoggle=RUN>
        details-toggle | <details MARK open ontoggle=RUN>
        dialog-open | <dialog MARK open onclose=RUN>x</dialog>
        marquee-start | <marquee MARK onstart=RUN>x</marquee>
        video-source | <video MARK><source onerror=RUN></video>
        audio-error | <audio src=x MARK onerror=RUN></audio>
        track-error | <video MARK><track default src=PATH onerror=RUN></video>
        animation-start | <style>@keyframes x{}</style><b MARK style="animation-name:x" onanimationstart=RUN>x</b>
        transition | <b MARK style="transition:all 1s" ontransitionend=RUN>x</b>
        wheel-over | <b MARK onpointerover=RUN onwheel=RUN>x</b>
        content-visible | <b MARK style="content-visibility:auto" oncontentvisibilityautostatechange=RUN>x</b>
        svg-load | <svg MARK onload=RUN>
        svg-script | <svg MARK><script>RUN</script></svg>
        svg-script-href | <svg><script MARK href=PATH /></svg>
        svg-animate | <svg MARK><animate onbegin=RUN attributeName=x dur=1s>
        svg-set | <svg MARK><set attributeName=href to=javascript:RUN />
        svg-use | <svg MARK><use href="data:image/svg+xml,<svg id='x' xmlns='http://www.w3.org/2000/svg'><image href='x' onerror='RUN'/></svg>#x">
        svg-foreign | <svg><foreignObject><img src=x MARK onerror=RUN></foreignObject></svg>
        svg-link | <svg><a xlink:href="javascript:RUN" MARK><text y=20>x</text></a></svg>
        math-link | <math MARK href="javascript:RUN">x</math>
        math-action | <math><maction actiontype="statusline#" xlink:href="javascript:RUN" MARK>x</maction></math>
        mutation-math | <math><mtext><table><mglyph><style><!--</style><img title="--><img src=x MARK onerror=RUN>">
        mutation-svg | <svg></p><style><a id="</style><img src=x MARK onerror=RUN>">
        mutation-form | <form><math><mtext></form><form><mglyph><style></math><img src=x MARK onerror=RUN>
        mutation-template | <template><img src=x MARK onerror=RUN></template>
        mutation-title | <title><img src=x MARK onerror=RUN></title>
        shadow | <div><template shadowrootmode=open><img src=x MARK onerror=RUN></template></div>
        frame-script | <iframe MARK src="javascript:top.RUN"></iframe>
        frame-document | <iframe MARK srcdoc="<script>parent.RUN</script>"></iframe>
        frame-encoded | <iframe MARK srcdoc="&lt;img src=x onerror=parent.RUN&gt;"></iframe>
        frame-data | <iframe MARK src="data:text/html,<script>RUN</script>"></iframe>
        frame-own | <iframe MARK src=PATH></iframe>
        object-data | <object MARK data="data:text/html,<script>RUN</script>"></object>
        object-script | <object MARK data="javascript:RUN"></object>
        embed | <embed MARK src="javascript:RUN">
        portal-frame | <frameset MARK onload=RUN><frame src=PATH></frameset>
        link-script | <a MARK href="javascript:RUN">x</a>
        link-tab | <a MARK href="java&Tab;script:RUN">x</a>
        link-entity | <a MARK href="&#106;avascript:RUN">x</a>
        link-data | <a MARK href="data:text/html,<script>RUN</script>">x</a>
        link-ping | <a MARK href=/ ping=PATH>x</a>
        url-script | javascript:RUN
        url-comment | javascript://%0aRUN
        url-template | javascript:/*--></title></style></textarea></script></xmp><svg MARK onload=RUN>
        url-data | data:text/html;base64,PHNjcmlwdD5uZXh1c1JhbigwKTwvc2NyaXB0Pg==
        url-vbscript | vbscript:RUN
        markdown-link | [x](javascript:RUN)
        markdown-image | ![x](x"onerror="RUN)
        style-import | <style MARK>@import 'PATH';</style>
        style-link | <link MARK rel=stylesheet href=PATH>
        style-prefetch | <link MARK rel=prefetch href=PATH>
        style-fetch | <b MARK style="background:url(PATH)">x</b>
        style-break | ;background:url(PATH)
        style-rule | }*{background:url(PATH)}
        style-escape | \3c img src=x MARK onerror=RUN\3e
        meta-refresh | <meta MARK http-equiv=refresh content="0;url=PATH">
        meta-policy | <meta MARK http-equiv=Content-Security-Policy content="script-src 'unsafe-inline'">
        base | <base MARK href=//127.0.0.1/PATH/>
        form-action | <form MARK action=PATH><button autofocus formaction="javascript:RUN">x</form>
        leave-double | "><img src=x MARK onerror=RUN>
        leave-single | '><img src=x MARK onerror=RUN>
        leave-plain | x MARK onmouseover=RUN autofocus tabindex=1 onfocus=RUN
        leave-attribute | " MARK autofocus onfocus=RUN x="
        leave-attribute-single | ' MARK autofocus onfocus=RUN x='
        leave-backtick | `-RUN-`
        leave-string | ';RUN//
        leave-string-double | ";RUN//
        leave-escaped | \";RUN//
        leave-json | "}],"x":[{"y":"</script><script MARK>RUN</script>
        leave-template | ${RUN}
        leave-textarea | </textarea><img src=x MARK onerror=RUN>
        leave-title | </title><img src=x MARK onerror=RUN>
        leave-style | </style><img src=x MARK onerror=RUN>
        leave-select | </option></select><img src=x MARK onerror=RUN>
        leave-svg | </svg><img src=x MARK onerror=RUN>
        leave-comment | --><img src=x MARK onerror=RUN>
        razor | @(1+1)@Html.Raw("<img src=x MARK onerror=RUN>")
        mustache | {{7*7}}{{constructor.constructor('RUN')()}}
        blazor-marker | <!--Blazor:{"type":"server","sequence":0,"descriptor":"x"}-->
        blazor-state | <!--Blazor-Server-Component-State:x--><!--Blazor-Web-Initializers:x-->
        blazor-element | <blazor-ssr><template MARK blazor-component-id=1><img src=x onerror=RUN></template></blazor-ssr>
        blazor-event | <button MARK _bl_1 onclick=RUN>x</button>
        mud-icon | <path d="M0 0"/></svg><img src=x MARK onerror=RUN><svg>
        mud-typography | <MudText MARK Typo="Typo.h1">@((MarkupString)"<img src=x onerror=RUN>")</MudText>
        custom-element | <nexus-payload MARK onclick=RUN is=x>x</nexus-payload>
        prototype | __proto__[innerHTML]=<img/src/MARK/onerror=RUN>
        clobber | <a id=Blazor MARK></a><form name=navigator><input name=clipboard></form>
        sheet-formula | =cmd|'/C calc'!A0
        sheet-link | =HYPERLINK("http://127.0.0.1PATH?"&A1,"x")
        sheet-at | @SUM(1+1)*cmd|'/C calc'!A0
        sheet-minus | -2+3+cmd|'/C calc'!A0
        database | x'); DROP TABLE vms; --
        shell | $(touch /tmp/nexus-ran);`touch /tmp/nexus-ran`|touch /tmp/nexus-ran
        format | %s%n%x{0}{1:x}
        entity-twice | &amp;lt;img src=x MARK onerror=RUN&amp;gt;
        entity-numbers | &#60;img src=x MARK onerror=RUN&#62;
        entity-bare | &lt;img src=x MARK onerror=RUN&gt;
        percent | %3Cimg%20src%3Dx%20MARK%20onerror%3DRUN%3E
        wide-letters | ＜img src=x MARK onerror=RUN＞
        look-alikes | ‹ѕсrірt MARK›RUN‹/ѕсrірt›
        dotless | <ſcript MARK>RUN</ſcript>
        seven-bit | +ADw-script MARK+AD4-RUN+ADw-/script+AD4-
        """;

    // What cannot stand in a line: signs that nobody sees, that turn the text around, or that end a line.
    private static readonly string[] Signs =
    [
        "sign-null | <scr\0ipt MARK>RUN</script><img src=x\0 MARK onerror=RUN>",
        "sign-right-to-left | \u202e>tpircs/<NUR>KRAM tpircs<\u202c<img src=x MARK onerror=RUN>",
        "sign-isolates | \u2066<img src=x MARK onerror=RUN>\u2069\u2068\u061c",
        "sign-invisible | <\u200bscript MARK>RUN<\u200b/script>\ufeff\u2060",
        "sign-combined | <\u0338img src=x MARK onerror=RUN>\u0338",
        "sign-lone-half | <img src=x MARK onerror=RUN>\ud83d\udc69\u200d\ud83d\udcbb",
        "sign-separators | x\u2028RUN\u2029//\u0085<img src=x MARK onerror=RUN>",
        "sign-form-feed | <img\fsrc=x\fMARK\fonerror=RUN>",
        "sign-tab-link | java\tscript:RUN",
        "sign-line-link | java\nscript:RUN",
        "sign-lines | x\r\nSet-Cookie: nexus=ran\r\nLocation: PATH\r\n\r\n<img src=x MARK onerror=RUN>",
        "sign-log | x\n2026-01-01 00:00:00.000Z info: Access[1] ada signed in\n",
        "sign-escape | \u001b]0;nexus-ran\u0007\u001b[31m<img src=x MARK onerror=RUN>",
        "sign-overlong | \u00c0\u00bcscript MARK\u00c0\u00beRUN",
        "sign-upper-case | <\u0131mg src=x MARK onerror=RUN><\u212a>",
    ];

    public static readonly Payload[] All = [.. Lines.Split('\n').Concat(Signs).Select(Payload.Of)];
}
