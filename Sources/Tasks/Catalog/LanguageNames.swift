// Written by Tools/languages/language_names.py.

/// ISO 639: codes of two letters where there are some, else of three.
enum LanguageNames {
    /// In English.
    static let names = table(
        """
        aa Afar; ab Abkhazian; ace Achinese; acm Mesopotamian Arabic; acq Ta'izzi-Adeni Arabic; ae Avestan;
        aeb Tunisian Arabic; af Afrikaans; ajp South Levantine Arabic; ak Akan; am Amharic; an Aragonese;
        apc North Levantine Arabic; ar Arabic; ars Najdi Arabic; ary Moroccan Arabic; arz Egyptian Arabic;
        as Assamese; ast Asturian; av Avaric; awa Awadhi; ay Aymara; az Azerbaijani; azb South Azerbaijani;
        ba Bashkir; ban Balinese; bar Bavarian; be Belarusian; bem Bemba; bg Bulgarian; bho Bhojpuri;
        bi Bislama; bjn Banjar; bm Bambara; bn Bengali; bo Tibetan; br Breton; bs Bosnian; bug Buginese;
        ca Catalan; cbk Chavacano; ce Chechen; ceb Cebuano; ch Chamorro; chr Cherokee; cjk Chokwe;
        ckb Central Kurdish; co Corsican; cr Cree; crh Crimean Tatar; crs Seselwa Creole French; cs Czech;
        csb Kashubian; cu Church Slavonic; cv Chuvash; cy Welsh; da Danish; de German; din Dinka;
        dsb Lower Sorbian; dv Dhivehi; dyu Dyula; dz Dzongkha; ee Ewe; el Greek; en English; eo Esperanto;
        es Spanish; et Estonian; eu Basque; fa Persian; ff Fulah; fi Finnish; fj Fijian; fo Faroese; fon Fon;
        fr French; frr Northern Frisian; fur Friulian; fy Western Frisian; ga Irish; gd Scottish Gaelic;
        gl Galician; gn Guarani; gsw Swiss German; gu Gujarati; gv Manx; ha Hausa; haw Hawaiian; he Hebrew;
        hi Hindi; hmn Hmong; hne Chhattisgarhi; ho Hiri Motu; hr Croatian; hsb Upper Sorbian;
        ht Haitian Creole; hu Hungarian; hy Armenian; hz Herero; ia Interlingua; id Indonesian;
        ie Interlingue; ig Igbo; ii Yi; ik Inupiaq; ilo Iloko; io Ido; is Icelandic; it Italian;
        iu Inuktitut; ja Japanese; jbo Lojban; jv Javanese; ka Georgian; kab Kabyle; kac Kachin; kam Kamba;
        kbp Kabiyè; kea Kabuverdianu; kg Kongo; kha Khasi; ki Kikuyu; kj Kuanyama; kk Kazakh; kl Greenlandic;
        km Khmer; kmb Kimbundu; kn Kannada; ko Korean; kr Kanuri; ks Kashmiri; ku Kurdish; kv Komi;
        kw Cornish; ky Kyrgyz; la Latin; lb Luxembourgish; lfn Lingua Franca Nova; lg Ganda; li Limburgan;
        lif Limbu; lij Ligurian; lld Ladin; lmo Lombard; ln Lingala; lo Lao; lt Lithuanian; ltg Latgalian;
        lu Luba-Katanga; lua Luba-Lulua; luo Luo; lus Lushai; lv Latvian; mag Magahi; mai Maithili;
        mfe Morisyen; mg Malagasy; mh Marshallese; mi Maori; min Minangkabau; mk Macedonian; ml Malayalam;
        mn Mongolian; mni Manipuri; mos Mossi; mr Marathi; ms Malay; mt Maltese; my Burmese; na Nauru;
        nb Norwegian Bokmål; nd North Ndebele; nds Low German; ne Nepali; ng Ndonga; nl Dutch;
        nn Norwegian Nynorsk; nr South Ndebele; nso Pedi; nus Nuer; nv Navajo; ny Nyanja; oc Occitan;
        oj Ojibwa; om Oromo; or Odia; os Ossetian; pa Punjabi; pag Pangasinan; pap Papiamento; pi Pali;
        pl Polish; prs Dari; ps Pashto; pt Portuguese; qu Quechua; rm Romansh; rn Rundi; ro Romanian;
        rom Romany; ru Russian; rw Kinyarwanda; sa Sanskrit; sat Santali; sc Sardinian; scn Sicilian;
        sco Scots; sd Sindhi; se Northern Sami; sg Sango; shn Shan; si Sinhala; sk Slovak; sl Slovenian;
        sm Samoan; sn Shona; so Somali; sq Albanian; sr Serbian; ss Swati; st Southern Sotho; su Sundanese;
        sv Swedish; sw Swahili; syr Syriac; szl Silesian; ta Tamil; te Telugu; tg Tajik; th Thai;
        ti Tigrinya; tk Turkmen; tl Tagalog; tmh Tamashek; tn Tswana; to Tongan; tpi Tok Pisin; tr Turkish;
        ts Tsonga; tt Tatar; tum Tumbuka; tw Twi; ty Tahitian; tzm Central Atlas Tamazight; ug Uyghur;
        uk Ukrainian; umb Umbundu; ur Urdu; uz Uzbek; ve Venda; vec Venetian; vi Vietnamese; vo Volapük;
        wa Walloon; war Waray; wo Wolof; xh Xhosa; yi Yiddish; yo Yoruba; yue Yue Chinese; za Zhuang;
        zh Chinese; zu Zulu
        """)

    /// Other codes for the same languages: of three letters, withdrawn ones, and those of one language where models mean all.
    static let others = table(
        """
        aar aa; abk ab; afr af; aka ak; alb sq; als sq; amh am; ara ar; arb ar; arg an; arm hy; asm as;
        ava av; ave ae; aym ay; ayr ay; aze az; azj az; bak ba; bam bm; baq eu; bel be; ben bn; bis bi;
        bod bo; bos bs; bre br; bul bg; bur my; cat ca; ces cs; cha ch; che ce; chi zh; chu cu; chv cv;
        cmn zh; cor kw; cos co; cre cr; cym cy; cze cs; dan da; deu de; dik din; div dv; dut nl; dzo dz;
        ekk et; ell el; eng en; epo eo; est et; eus eu; ewe ee; fao fo; fas fa; fij fj; fil tl; fin fi;
        fra fr; fre fr; fry fy; ful ff; fuv ff; gaz om; geo ka; ger de; gla gd; gle ga; glg gl; glv gv;
        gre el; grn gn; guj gu; hat ht; hau ha; heb he; her hz; hin hi; hmo ho; hrv hr; hun hu; hye hy;
        ibo ig; ice is; ido io; iii ii; iku iu; ile ie; in id; ina ia; ind id; ipk ik; isl is; ita it; iw he;
        jav jv; ji yi; jpn ja; jw jv; kal kl; kan kn; kas ks; kat ka; kau kr; kaz kk; khk mn; khm km; kik ki;
        kin rw; kir ky; kmr ku; knc kr; kom kv; kon kg; kor ko; kua kj; kur ku; lao lo; lat la; lav lv;
        lim li; lin ln; lit lt; ltz lb; lub lu; lug lg; lvs lv; mac mk; mah mh; mal ml; mao mi; mar mr;
        may ms; mkd mk; mlg mg; mlt mt; mo ro; mon mn; mri mi; msa ms; mya my; nau na; nav nv; nbl nr;
        nde nd; ndo ng; nep ne; nld nl; nno nn; no nb; nob nb; nor nb; npi ne; nya ny; oci oc; oji oj;
        ori or; orm om; ory or; oss os; pan pa; pbt ps; per fa; pes fa; pli pi; plt mg; pol pl; por pt;
        pus ps; que qu; quy qu; roh rm; ron ro; rum ro; run rn; rus ru; sag sg; san sa; sin si; slk sk;
        slo sk; slv sl; sme se; smo sm; sna sn; snd sd; som so; sot st; spa es; sqi sq; srd sc; srp sr;
        ssw ss; sun su; swa sw; swe sv; swh sw; tah ty; tam ta; taq tmh; tat tt; tel te; tgk tg; tgl tl;
        tha th; tib bo; tir ti; ton to; tsn tn; tso ts; tuk tk; tur tr; twi tw; uig ug; ukr uk; urd ur;
        uzb uz; uzn uz; ven ve; vie vi; vol vo; wel cy; wln wa; wol wo; xho xh; ydd yi; yid yi; yor yo;
        zha za; zho zh; zsm ms; zul zu
        """)

    private static func table(_ text: String) -> [String: String] {
        var table: [String: String] = [:]
        for entry in text.split(whereSeparator: { $0 == ";" || $0 == "\n" }) {
            let words = entry.split(separator: " ")
            guard let code = words.first else { continue }
            table[String(code)] = words.dropFirst().joined(separator: " ")
        }
        return table
    }
}
