// Written by Tools/sentences/tables.py, from the CLDR (© 1991-2022 Unicode, Inc., Unicode-DFS-2016) and lists of
// ours.

/// By language; "" is where the language is not known. Read by `LanguageRules`.
let languageTables: [String: String] = [
    "": """
    never B.Sc Capt Cmdr Col Dept Dr Eq Gen Hon Lt M.Sc Mgr Mlle Mme Mons Mr Mrs Ms Nr Ph.D Prof Rev Sgt Sr Sra St
    never Tel Vol approx ca cf e.g eq i.e tel vol vs Abb Abp Abs Adm Afb Alb Ald Allg Amb Anm Apdo Arch Arq Assn
    never Atty Aufl Ausg Avda Avdas Avv Bay Bc Bd Bde Bes Best Betr Bhf Bijv Bkz Bl.a Blv Blz Bn Boul Bp Brig Bv
    never Ca Cad Cdr Cdt Cel Cf Cfr Chap Cnel Cpl Cpt Ctra D.L D.Lgs D.h D.v.s D.w.z Dep Depto Dhr Dipl Dipl.-Ing
    never Dl Dn Dna Doc Dott Dott.ssa Doç Dr.ssa Dra Dras Dres Drs Ds Dyr Dª Dña Edo Eds Egr Eng Engª Eqs Erg Esim
    never Excma Excmo Exma Exmo Exmos Ext F.eks F.lli Fa Fax Figs Fr Frei Frl Ft Gem Gent Geom Gob Godz Gov Gral
    never Gén Hab Hbf Hl Hna Hno Hr Hrn Hrsg Hz I.d.R Ilma Ilmo Ing Insp Inż Ir JUDr Jf Jfr Jg Jh.v Jhr Kap Kpt
    never Krş Ks Ld Lek Lg Lic Lieut Lit M.in MM MUDr Mad Mag Mah Maj Messrs Mevr Mjr Mlles Mm Mmes Mt Mw Mx Např
    never Np Nrn Nro Núm O.a Obr Obs Ok P.ej P.es P.ex P.za Pag Pbro PhDr Pkt Pl Plza Pp Ppor Pr Pres Prof.ssa
    never Profa Profs Puh Pvt Pza Pág Pç Pça Płk RNDr Rag Rdnr Red Ref Reg Reg.-Bez Rep Rif Rn Rod Rozdz Rt Ryc
    never Rys Réf S.M S:t SS Secs Sf Sgto Sid Sierż Sig Sig.na Sig.ra Sigg Sn Sok Spett Sr.Dr Sras Sres Srov Srs
    never Srta Srtas Ss Sta Ste Stes Sto Str Sts Supt Sv Sy Sz Szt Séc T.ex Tj Tlf Tom Trav Treas Tri Ts Tte Tzn
    never Tél U.a Ud.s Ul Univ Ust V.le Verf Vgl Vols Vrt Vve Vö Yrd Yzb Z.B Ziff Ziffer Zit Zob a.d ad.es av.J.-C
    never bl.a c.-à-d c.à.d cap.n d.h d.v.s d.w.z de.ex dott.ssa dr.ssa dép einschließl f.d f.eks f.lli ff.d fém
    never gén h.c i.d.R i.p.v i.v.m inéd inż krş ks.prof m.E m.a.w m.b.t m.in m.n n.a.v n.º např nº nám núm núms
    never o.a o.g p.e p.ej p.es p.ex p.za p.zza popř prof.ssa pág págs párr pí płd płk płn příp r.p.m réf röm s.k
    never s.o s.u sig.na sig.ra såk séc sécs t.a.v t.ex t.o.v tél tłum tř u.U u.a u.ä v.le vö z.B z.T z.Z z.Zt z.g
    never Éd Örn ábra éd éq örn özv ún út Čl čl čís łac Śp Św św Şek şek Αγ Αρ Βλ Δηλ Δρ Καθ Κος Π.χ Σελ Τηλ άρθ
    never αγ αρ βλ δηλ δρ εικ κα καθ κεφ κος λεωφ οδ π.χ πρβλ σελ τηλ Ім Акад Вул Ген Гл Див Доц И.о Инж Напр Обл
    never Ок Прим Проф Рис Св См Ср Ст Т.е Табл Тел Тов Ул акад англ бл буд вид вул г-жа г-н гг.г ген гл гр дер
    never див доц ж.-д и.о изд инж канд кап кв корп лат лейт макс мин наб напр нем нім о-в обл оз ок пер пл полк
    never пор пос пп пр прим пров просп проф ред рис род розд св см сост ср ст стр т.е т.зв т.к т.н табл тел тов
    never тт ул ум франц чел.ч ім інж מס עמ פרופ دکتر رقم هـ आई आर इं ई.पू एक्स एच एड एन एफ एम एल एस कु के क्यू जी
    never जे जेड टी डब्ल्यू डी डॉ नं पं पी पृ प्रो बी मि मो यू रु वाई वी श्री श्रीमती सं सर सी सुश्री स्व
    number Art Fig No Nos Sec Tab art fig p pp abzgl adj adv afb alin allg amtl ang ap apdo apr aprox arch artt avv
    number bd bes betr bijv bkz bl blz boul bp bv bzw c/ cap caps cca cfr chap cilt col coll coord cta d-na dep
    number depto dhr dl dna doc dott dpto dr drs ds dvs dyr eg egr ehem einschl ekskl entspr env erg esim esq ev
    number evt evtl ex excl exkl fej figs fol fr fru geb ged gegr gem gen geom gest ggf gm gob godz hab habil hfst
    number hhv hl hr hra hrsg id ie ifj ill incl ing inkl insb insbes ir jf jfr jhr jl jud jur kap kapt kath kb kol
    number kpt ks kuva ld lek lett lit lt luku mad maks masc max mej mevr mgr mind mm mons mr ms mw nat niem noin
    number np nr nro nrs ns nti num obr obs odst ok old org pag pagg paras phil pkt pl plk plur pow prof proff
    number przyp pt puh rag red ref rer resp rif rozdz rte rva ryc rys secc sf sid sig sigg sing sl sml sog sogen
    number spett srov ss str sv sz t/m tab tfno theol tj tlf trad tri ts tzn tzv tzw ul ur ust vd vert vgl vid viz
    number voll vols vrt wg woj ww wyd yak zg zgn zit zm zob zw zzgl *str Abr Ago Apr Arts Aug B.E B.e C.A C.a Cap
    number Ceturtd Ch Dec Dez Dom Feb Febr Fri Int Jan Jul Jun Jän Mar Mass Mo Mrt Mrz Mér Nov Oct Okt Otrd Out
    number Piektd Pirmd Sat Sep Sept Sestd Set Sun Svētd Sáb Thu Thur Thurs Trešd Tue Tues Ven Vr Wed Xan Xov Xul
    number abe abr abu ag ago api ar arts aug avg avr aza bal birž ceturtd ch cm cze czw dc dec dedes defebr degen
    number dejul denov deset dez dg dic dim dj dom don dt dum dv déc d’abr d’ag d’oct eka elok ene feb febb febr
    number fev fim fre févr fös geg genn gio giu gru gruod heinäk helmik huhtik ian ig int ira iul iun jan janv jeu
    number jouluk jue juil jul jun júl jún jūl jūn kesäk kg km kov kwi lapkr lau liep lip lis lokak lr lug lun lut
    number lør maalisk mag magg mai maj mar marrask mart mer mie mié mið mrt máj mán márc mér ned niedz nn nov nóv
    number oct okt otrd ots out paź pet piektd pirmd pon rugp rugs sab sam saus sec seg sep sept sestd set sett sex
    number sob spal sre sty sun svētd syysk szept sáb sâm søn tammik ter tir tor toukok trešd urr urt uzt vas ven
    number vie vin vr wrz wt xan xov xul zo Ç.A Ç.a ágú ápr þri čet śr авг апр ақп бер вер вс вт вто груд дек жел
    number жовт июл июн квіт лип лист лют мам мар мау нау нед ноем ноя нояб окт пет пн пон пт саб сб сен сент септ
    number серп сре січ сәу трав фев февр черв чет чт шіл янв јан јул јун қаз қар қаң қыр
    may A.M Bros Co Corp D.C E.U Inc Jr Ltd P.M U.K U.N U.S a.C a.m d.C n.Chr p.m v.Chr
    ends al etc ibid
    months Abril Agosti Agosto Agustus Aprel April Aprili Aralık August Augustus Avgust Ağustos December Decembro
    months Dekabr Desemba Desember Dezember Disember Ekim Eylül Febreiro Februar Februari Februarie February Fevral
    months Haziran Iyul Iyun Januar Januari Januarie January Julai Juli Julie July Jun June Juni Junie Kasım Maart
    months Mac Machi Mai Maio March Maret Mart Marzo May Mayıs Mei März Nisan Novemba November Novembro Noyabr Ocak
    months October Ogos Oktabr Oktoba Oktober Outubro Sentabr Septemba September Setembro Temmuz Xaneiro Xullo Xuño
    months Yanvar abendua abenduak abril abuztua abuztuak agost agosto août apirila apirilak aprel april aprile
    months aprilie aprill apríl apríla aprīlis august augusta augusti augusts augustus augusztus avgust avqust
    months avril azaroa azaroak balandis balandžio birželio birželis březen března czerwca czerwiec decembar
    months december decembra decembrie decembris decembro dekabr desember desembre detsember dezembro dhjetor
    months dicembre diciembre duben dubna décembre d’abril d’agost d’octubre ekaina ekainak elokuu elokuuta enero
    months febbraio febreiro febrer febrero februar februari februarie február februára februāris febrúar fevereiro
    months fevral février gegužė gegužės gener gennaio giugno grudnia grudzień gruodis gruodžio gusht heinäkuu
    months heinäkuuta helmikuu helmikuuta huhtikuu huhtikuuta ianuarie iraila irailak iulie iunie iyul iyun jaanuar
    months janar janeiro januar januari január januára janvier janvāris janúar joulukuu joulukuuta juillet juin
    months julho juli julij julio juliol junho juni junij junio juny juuli juuni júl júla július júlí jún júna
    months június júní jūlijs jūnijs kesäkuu kesäkuuta kolovoz kolovoza korrik kovas kovo květen května kwiecień
    months kwietnia lapkritis lapkričio leden ledna liepa liepos lipanj lipca lipiec lipnja listopad listopada
    months listopadu lokakuu lokakuuta luglio lutego luty maaliskuu maaliskuuta maart maggio mai maiatza maiatzak
    months maig maijs maio maj maja marca marec marraskuu marraskuuta mars mart martie marts martxoa martxoak
    months marzec marzo març março may mayo maí mei máj mája május március märts noiembrie novembar november
    months novembra novembre novembris novembro noviembre noyabr nëntor nóvember octobre octombrie octubre oktabr
    months oktobar oktober oktobris oktoober oktyabr október októbra otsaila otsailak ottobre outubro ožujak ožujka
    months październik października prill prosinac prosinca prosince prosinec qershor rugpjūtis rugpjūčio rugsėjis
    months rugsėjo rujan rujna sausio sausis sentabr sentyabr septembar september septembra septembre septembrie
    months septembris septiembre setembre setembro settembre shkurt shtator sierpień sierpnia siječanj siječnja
    months spalio spalis srpanj srpen srpna srpnja studeni studenoga styczeń stycznia svibanj svibnja syyskuu
    months syyskuuta szeptember tammikuu tammikuuta tetor toukokuu toukokuuta travanj travnja urria urriak
    months urtarrila urtarrilak uztaila uztailak vasario vasaris veebruar veljača veljače wrzesień września xaneiro
    months xullo xuño yanvar září ágúst április únor února červen července červenec června říjen října Şubat
    months Απρίλιος Απριλίου Αυγούστου Αύγουστος Δεκέμβριος Δεκεμβρίου Ιανουάριος Ιανουαρίου Ιουλίου Ιουνίου
    months Ιούλιος Ιούνιος Μάιος Μάρτιος Μαΐου Μαρτίου Νοέμβριος Νοεμβρίου Οκτωβρίου Οκτώβριος Σεπτέμβριος
    months Σεπτεμβρίου Φεβρουάριος Φεβρουαρίου Ақпан Желтоқсан Мамыр Маусым Наурыз Сәуір Тамыз Шілде август августа
    months апрель апреля април ақпан березень березня верасень верасня вересень вересня грудень грудня декабрь
    months декабря декември децембар желтоқсан жнівень жніўня жовтень жовтня июль июля июнь июня кастрычнік
    months кастрычніка квітень квітня красавік красавіка липень липня листопад листопада лютага лютий лютого люты
    months ліпень ліпеня лістапад лістапада май мамыр март марта маусым мая мај наурыз новембар ноември ноябрь
    months ноября октобар октомври октябрь октября сакавік сакавіка сентябрь сентября септембар септември серпень
    months серпня снежань снежня студзень студзеня січень січня сәуір тамыз травень травня фебруар февраль февраля
    months февруари червень червня чэрвень чэрвеня шілде юли юни январь января януари јануар јануари јул јули јун
    months јуни Қазан Қараша Қаңтар Қыркүйек қазан қараша қаңтар қыркүйек ապրիլ ապրիլի դեկտեմբեր դեկտեմբերի
    months հոկտեմբեր հոկտեմբերի հուլիս հուլիսի հունիս հունիսի հունվար հունվարի մայիս մայիսի մարտ մարտի նոյեմբեր
    months նոյեմբերի սեպտեմբեր սեպտեմբերի փետրվար փետրվարի օգոստոս օգոստոսի אוגוסט אוקטובר אפריל דצמבר יולי יוני
    months ינואר מאי מרץ נובמבר ספטמבר פברואר آوریل أبريل أغسطس أكتوبر اوت اکتبر دسامبر ديسمبر سبتمبر سپتامبر
    months فبراير فوریه فوریهٔ مارس مايو مه مهٔ نوامبر نوفمبر يناير يوليو يونيو ژانویه ژانویهٔ ژوئن ژوئیه ژوئیهٔ
    months अक्तूबर अगस्त अप्रैल जनवरी जुलाई जून दिसंबर नवंबर फ़रवरी मई मार्च सितंबर აგვისტო აპრილი დეკემბერი
    months თებერვალი იანვარი ივლისი ივნისი მაისი მარტი ნოემბერი ოქტომბერი სექტემბერი 一月 七月 三月 九月 二月 五月 八月 六月 十一月
    months 十二月 十月 四月
    starters A Aan Aber According Aceasta Acesta Acolo Acum Además Adesso Af After Agora Ahora Ahí Aici Ainsi Al Albo
    starters Alcuni Ale Algo Alguien Algunos Alguns Alguém Ali All Alla Alle Alles Allora Allí Alors Als Also
    starters Although Além Am Ama Amanhã Amikor An Anche And Ano Another Antes Any Ao Aos Apoi Apportez Après Após
    starters Aquel Aquela Aquele Aquella Aqui Aquilo Aquí Are As Ask Assim Así At Até Au Auch Aucun Aucune Auf Aunque
    starters Aus Aussi Aux Außerdem Av Avant Avec Ayer Az Azi Azok Aztán Bald Bardzo Bazı Because Before Bei Beim
    starters Belki Ben Benim Bestellen Between Bez Bij Bir Bis Bitte Biz Bo Both Bring Bu Bugün Bunlar Burada But By
    starters Byl Byla Byli Bylo Był Była Było C'è Cada Can Car Ce Cela Cependant Ces Cet Cette Chaque Che Chez Chi
    starters Chiude Chociaż Ci Cierra Cine Cineva Ciò Co Com Combien Come Comme Comment Como Con Consultez Così Could
    starters Coś Cu Cuando Cum Cuándo Cuánto Czekał Czy Când Cómo Da Daar Daarna Daarom Dabei Dacă Dadurch Daher Dal
    starters Dalla Damals Damit Dan Danach Dann Dans Dar Darauf Darf Darum Das Dass Dat Dazu Daß De Dei Dein Del
    starters Della Delle Dem Demain Den Denn Denna Denne Depois Depuis Der Deras Dere Deres Des Desde Deshalb Después
    starters Dessa Det Detta Dette Deze Di Did Die Dies Diese Diesem Diesen Dieser Dieses Din Disse Dit Dla Dlaczego
    starters Dnes Do Doch Does Domani Donc Door Dopo Dort Dos Dove Du Durante Durch During Dus Dzisiaj Dziś Där Då
    starters Dónde Dün E Ea Each Ed Een Efter Eftersom Egy Ehkä Ei Eilen Ein Eine Einem Einen Einer Eines Einige El
    starters Ela Elas Ele Eles Elk Elke Ella Ellas Elle Eller Elles Ellos Em Embora En Encore Enfin Enquanto Ensuite
    starters Entonces Entre Então Er Era Es Esa Ese Eso Esos Essa Esse Esses Est Esta Estas Este Estes Esto Estos
    starters Está Están Estão Et Ett Etter Etwas Eu Euer Even Every Everybody Everyone Evet Ez Ezek Eğer Fakat
    starters Falaram Fecha Few Fiecare Finally First Foi For Forse Fra From Från Fu Fue För Före Før Für Gdy Gdzie
    starters Geen Gegen Gestern Gisteren Già Gli Ha Haar Haben Hablaron Había Had Hadde Hade Han Hanno Hans Har Has
    starters Hasta Hat Hatte Hatten Havde Have Havia Hay Hayır He Heeft Hendes Hennes Her Here Herkes Het Heute Hier
    starters Hij His Hiç Hoe Hoewel Hogyan Hoje Hol Holnap Hon Houve How However Hoy Hubo Hun Huomenna Hur Hva Hvad
    starters Hvem Hver Hvor Hvordan Hvorfor Há Hän Hänen Här I Ich Ici Idag Iedereen Iemand Ieri Iets If Igen Igår
    starters Ihr Ihre Ihrem Ihren Ik Il Ile Ils Im In Ingen Inget Inoltre Instead Io Is Isso Ist Isto It Its Itt Ja
    starters Jag Jak Jaka Jaki Jaký Je Jede Jeder Jedes Jedoch Jeg Jego Jeho Jej Jejich Její Jemand Jene Jener Jenes
    starters Jest Jeszcze Jetzt Jeśli Ještě Jeżeli Jij Jokainen Joku Jos Jouw Jsou Just Jutro Już Já Kaikki Kan Kann
    starters Kanske Kanskje Każda Każdy Každý Kde Kdo Když Kein Keine Keiner Ki Kiedy Kim Kimse Kolik Konnte Koska
    starters Který Kto Ktoś Który Kuka Kukaan Kun Kyllä Können L' La Las Later Le Lei Leider Les Let Leur Leurs Lo
    starters Logo Loro Lors Lorsque Los Lub Luego Lui Lze Là Lá Lì Ma Maar Maintenant Mais Mají Mają Malgré Man
    starters Manche Mange Many Mas May Maybe Mañana Me Meanwhile Med Medan Mehrere Meidän Mein Meine Men Mentre Mert
    starters Mes Met Meu Mezi Mi Mia Miał Mientras Mieszka Might Mijn Miksi Mikä Mikään Min Minha Minun Minä Mio Mira
    starters Mis Misschien Missä Mit Miten Miért Między Moet Moja Molte Molti Molto Mon Monet More Moreover Morgen
    starters Most Może Można Možná Much Muchas Muchos Muitas Muito Muitos Muss Must Mutta Muy My Myös Má Más Mâine
    starters Många Måske Mój Möchte Müssen Můj Na Nach Nad Nada Nadie Nas Następnie Nasz Nasza Nasıl Ne Nebo Neden
    starters Nee Nei Nein Nej Nem Nerede Nessuno Next Ni Nic Nichts Nie Niektórzy Niemand Niente Niets Nikdo Nikt
    starters Nimeni Nimic Ninguém No Nobody Noch Nog Noi Non None Nos Nosotros Nossa Nosso Nostra Nostro Not Note
    starters Nothing Notre Nous Now Nu Nuestra Nuestro Nulla Nun Nuo Nur Nyní Nyt Náš Não Nämä När Nå Når Né Nós Něco
    starters Někdo O Ob Och Också Od Oder Of Og Oggi Ogni Også Ohne Oli Olivat Om Omdat On Ona Once Onde Onder One
    starters Oni Onlar Only Ono Ons Ontem Onun Onze Ook Op Or Ora Orada Os Other Others Ott Ou Oui Our Ovat Over Où
    starters Pak Par Para Parce Pe Pela Pelo Pendant Pentru Per Perché Perhaps Pero Personne Peut-être Più Please
    starters Plusieurs Po Poate Pochodzi Pod Podczas Poi Poiché Pois Pokud Ponieważ Por Porque Potem Potom Pour
    starters Pourquoi Pourtant Prima Pro Proto Protože Proč Przed Przez Przy Pues Puis Puisque På Před Při Qua Qual
    starters Qualcosa Qualcuno Quale Quand Quando Quanto Que Quel Quella Quelle Quelles Quelli Quello Quelques Quels
    starters Quem Questa Queste Questi Questo Qui Quizá Quizás Quién Quoi Qué Redan Rien Risale Sa Sans Sau Schon Se
    starters Secondo Sedan See Segundo Según Sehr Sein Seine Seit Selon Sem Sen Senza Ses Seu Seus Several She Should
    starters Si Sie Siehe Siellä Sim Sin Since Sind Sinds Sinä Sitten Siz So Sobre Soll Sollte Solo Some Someone
    starters Sommige Son Sondern Sono Sonra Sont Soon Sous Später Still Su Sua Suas Such Sul Sulla Suo Suoi Sur Sus
    starters São Sì Sí Só Sólo Są Ta Tady Tai Tak Také Także Tal Talvez Talán Tam También Também Tampoco Tamta Tamten
    starters Tato Te Tegen Tegnap Tem Ten Tento Teraz Terwijl Tes Teu Teď Też Than That The Their Then There
    starters Therefore These They This Those Though Thus Ti Tiene Tijdens Til Till To Toch Toda Todas Today Todo
    starters Todos Toen Tomorrow Ton Tot Toto Tous Tout Toute Toutes Toți Tra Tras Trotz Trotzdem Trzeba Tu Tuo Tus
    starters Tussen Tutaj Tutta Tutte Tutti Tutto Twój Ty Tylko Tämä Tänään Täällä Tú U Um Uma Umas Un Un' Una Unas
    starters Und Unde Under Une Uno Unos Uns Unser Unsere Unter Until Usted Ustedes Už V Vad Vagy Vaikka Van Vandaag
    starters Var Varför Varje Ve Vea Vedi Veel Veja Vem Ver Vers Veya Vi Viele Vielleicht Você Vocês Voi Voici Voilà
    starters Voir Volt Vom Von Voor Vor Vores Vos Votre Vous Vy Vår Véase Včera Vše Všichni W Waar Waarom
    starters Wahrscheinlich Wann Wanneer Want War Waren Warum Was Wat Wczoraj We Według Wegen Weil Welche Welcher
    starters Welches Welke Wenn Wer Werden Were What When Where Which While Who Whom Whose Why Wie Wielu Wij Will Wir
    starters Wird With Without Więc Wo Woher Wohin Wordt Would Wszyscy Wszystko Wurde Wy Während Y Ya Yarın Yes
    starters Yesterday Yet Yo You Your Z Za Zamyka Zde Ze Zie Zij Zijn Zobacz Zonder Zu Zum Zur Zwischen Zítra À Às
    starters Är Ça Çünkü È É Él Én És Était În Über Ő Ők Şimdi Şu Și Ένα Ένας Ή Ήταν Ίσως Όταν Όχι Αλλά Αν Από Αυτή
    starters Αυτό Αυτός Για Γιατί Δεν Είναι Εγώ Εδώ Εκεί Εμείς Εσύ Η Και Με Μετά Μια Ναι Ο Οι Ποιος Πού Πώς Σήμερα Σε
    starters Στη Στο Τα Τι Το Τώρα Χθες Є І Із Їх Її А Або Але Без Був Буде Будет Була Були Було Был Была Были Было В
    starters Вам Ваш Весь Вже Ви Во Вона Вони Воно Все Всё Вчера Вчора Вы Від Він Где Да Де Для До Его Ее Ей Ему Если
    starters Есть Еще Ещё Её З За Завтра Зараз Затем Зачем Здесь И Из Или Им Их Й Його К Каждая Каждый Как Какая
    starters Какое Какой Ко Когда Кожен Коли Который Кто Кто-то Ли Либо Между Ми Мне Многие Може Может Можно Мой Моя
    starters Мы Мій На Над Надо Нам Наш Наша Не Некоторые Нет Ни Никто Ничего Ничто Но Нужно Ні Ніхто Нічого О Об
    starters Однако Он Она Они Оно От Очень Перед По Под После Потом Потому Потім Почему Поэтому При Про Під С
    starters Сегодня Сейчас Сколько Скільки Смотрите Со Сьогодні Та Так Также Також Там Твой Те Тебе Тепер Теперь Ти
    starters Тоже Той Только Тому Тот Тут Ты Ті У Уже Усі Хотя Хоча Хто Хтось Це Цей Ця Ці Через Чи Чому Что Что-то
    starters Ще Що Щось Эта Эти Это Этот Я Як Яка Який Якщо
    speech acrescentou added admitted adăugă affirma aggiunse agreed ajouta announced answered antwoordde
    speech antwortete asked asks añadió bat bağırdı befahl began brummte brüllte called cevapladı chiede chiese
    speech chuchota comentou comentó commentò contestó continua continued cria crie cried dachte dedi demanda
    speech demande demanded dice dijo disse dit diz dodal dodał dodała domandò déclara ekledi entgegnete ergänzte
    speech erklärte erwiderte esclamò exclaimed exclamou exclamó explained explicou explicó expliqua fece felelte
    speech fit fluisterde flüsterte fragt fragte frågade fügte fısıldadı gridò gritou gritó groaned growled hurla
    speech huusi hviskede hvisket insisted insistette insistiu insistió interrupted kiáltotta krzyknął krzyknęła
    speech kuiskasi kysyi kérdezte křikl la lachte lança laughed lisäsi meinte mompelde mondta mormorò mruknął
    speech mumlade murmelte murmura murmured murmurou murmuró muttered observed odparł odparła odpověděl odpověděla
    speech odpowiedział odpowiedziała pensou pensò pensó pergunta perguntou powiedział powiedziała pregunta
    speech preguntó protested remarked repeated repetiu repitió replicou replicò replicó replied reprit responde
    speech respondeu respondió rief riep ripeté risponde rispose ropade ropte ruft rzekł rzekła råbte répliqua
    speech répond répondit răspunse s'écria sa sade sagde sagt sagte said sanoi says schreeuwde schrie screamed
    speech seufzte shouted sighed skreg skrek snapped sordu sospirò souffla soupira spiegò spurgte spurte spuse
    speech spytał spytała stammelte strigă suggested suspirou suspiró sussurrou sussurrò susurró suttogta svarade
    speech svarede svarte szepnął szepnęła tilføjede tillade told totesi urlò vastasi verklaarde vervolgde viskade
    speech vraagt vroeg vykřikl válaszolta westchnął whispered wiederholte wondered yelled zapytał zapytała zawołał
    speech zawołała zašeptal zegt zei zeptal zeptala zise zuchtte zvolal întrebă řekl řekla șopti απάντησε είπε
    speech ρώτησε φώναξε ψιθύρισε вздохнул вздохнула вигукнув воскликнул воскликнула відповів відповіла добавил
    speech добавила додав додала закричал закричала заметил запитав запитала крикнув крикнул крикнула ответил
    speech ответила подумал произнёс прошепотів прошептал прошептала сказав сказал сказала спитав спитала спросил
    speech спросила אמר אמרה לחש ענה ענתה צעק צעקה שאל שאלה أجاب أجابت أضاف أضافت تساءل رد ردت سأل سألت صاح صاحت
    speech صرخ صرخت فریاد قال قالت هتف همس همست پاسخ پرسید گفت उत्तर कहती कहते कहा चिल्लाई चिल्लाया पुकारा पूछते
    speech पूछा फुसफुसाया बोला बोली बोले いう いった きいた ささや たずね つぶや 低语 叫 吼 呟 問 喊 嚷 囁 回应 回應 尋 怒鳴 答 聞 言 訊 話し 語 說 说 返事 述べ
    speech 道 问 대답했다 말했 말했다 물었 물었다 소리쳤다 속삭였다 외쳤 외쳤다
    """,
    "af": """
    number Apr Aug Des Di Do Feb Jan Jul Jun Ma Mrt Nov Okt Sa Sep So Vr Wo
    may VSA-t VSA-term acre-vt atm boogmin boogsek d.p.m dek dstlpl e fur gell gr j jt kal kar kkal kn kp
    may kw.gell lb lj m.p.VSA-g m/s md min mpt ms myl/Br.g ns omw ons ons.t pk pt rad s sm tl u vl.oz vt w μs
    months April Augustus Desember Februarie Januarie Julie Junie Maart Mei November Oktober September
    """,
    "ar": """
    never أ ت ج د رقم ص ط ف م هـ
    may ق.م م.ث م.ع ن.ث و.ف
    ends إلخ الخ
    months أبريل أغسطس أكتوبر ديسمبر سبتمبر فبراير مارس مايو نوفمبر يناير يوليو يونيو
    speech أجاب أجابت أضاف أضافت تساءل رد ردت سأل سألت صاح صاحت صرخ صرخت قال قالت هتف همس همست
    """,
    "az": """
    number B B.E B.e C C.A C.a Ç Ç.A Ç.a Ş
    may des.qaş
    months aprel avqust dekabr fevral iyul iyun mart may noyabr oktyabr sentyabr yanvar
    """,
    "be": """
    may буш вуз г дз мес міль/гал міля/гал мілі/гал ст тыдз унц фат фур элем
    months верасень верасня жнівень жніўня кастрычнік кастрычніка красавік красавіка лютага люты ліпень ліпеня
    months лістапад лістапада май мая сакавік сакавіка снежань снежня студзень студзеня чэрвень чэрвеня
    """,
    "bg": """
    may в год ед мес об св.г седм ч
    months август април декември май март ноември октомври септември февруари юли юни януари
    """,
    "bs": """
    ordinals
    may dec god kal min mj okr sedm sek st
    months april august decembar februar januar juli juni maj mart novembar oktobar septembar
    """,
    "ca": """
    number abr ag dc dedes defebr degen dejul denov des deset dg dj dl ds dt dv d’abr d’ag d’oct febr gen jul nov
    number oct set
    may cdta cull dèc setm
    months abril agost desembre d’abril d’agost d’octubre febrer gener juliol juny maig març novembre octubre
    months setembre
    """,
    "cs": """
    ordinals
    never Bc Doc Dr Ing JUDr Kap MUDr Mgr Např Obr P PhDr Prof RNDr Srov Str Sv Tel Tj Ul cca doc dr ev gen ing
    never kap kpt max mgr min např nám obr odst p plk popř pp prof pí příp resp s sl srov str sv tab tel tj tzn
    never tzv tř ul viz vs Č Čl č čl čís
    may Kč a.s aj cm desetil dun hod kg km mil mld měs n.l ot př.n.l r s.r.o stol tis týd
    ends apod atd
    months březen března duben dubna květen května leden ledna listopad listopadu prosince prosinec srpen srpna
    months září únor února červen července červenec června říjen října
    starters A Ale Ano Bez Byl Byla Byli Bylo Co Dnes Do Jak Jaký Je Jeho Jejich Její Ještě Jsou Já Každý Kde Kdo
    starters Když Kolik Který Lze Mají Mezi Možná My Má Můj Na Nad Ne Nebo Nic Nikdo Nyní Náš Něco Někdo O Od On Ona
    starters Oni Ono Pak Po Pod Pokud Potom Pro Proto Protože Proč Před Při Ta Tady Také Tam Tato Ten Tento Teď Ti To
    starters Toto Ty U Už V Ve Vy Včera Vše Všichni Z Za Zde Ze Zítra
    speech dodal křikl odpověděl odpověděla vykřikl zašeptal zeptal zeptala zvolal řekl řekla
    """,
    "da": """
    ordinals
    never Bl.a Dr F.eks Fig Hr Jf Nr Prof Tel art bl.a ca d.v.s dr dvs ekskl evt f.eks fig fr fru hhv hr inkl jf
    never kap maks min nr prof s sml såk tel
    number fre lør ons søn tir tor
    may apr aug dec dsk e.Kr f.Kr feb jan jul jun kl km/t knsp kr kt mar md mdr mia mio nov okt omdr pct pkt sek
    may sep sept skp spsk t td tdr tsk årh
    ends etc m.fl m.m osv
    months april august december februar januar juli juni maj marts november oktober september
    starters Af Alle Da De Den Denne Der Deres Det Dette Din Disse Du Efter Eller En Er Et For Fra Før Han Hans Har
    starters Havde Hendes Her Hun Hvad Hvem Hver Hvor Hvordan Hvorfor I Ingen Ja Jeg Kan Man Mange Med Men Min Måske
    starters Nej Nu Når Og Også Om På Se Til Under Var Vi Vores
    speech hviskede råbte sagde skreg spurgte svarede tilføjede
    """,
    "de": """
    ordinals
    never Abb Abs Allg Anm Art Aufl Ausg Bd Bde Bes Best Betr Bez Bhf Ca D.h Dipl Dipl.-Ing Dr Drs Erg Fa Fax Fr
    never Frl Gem Hbf Hl Hr Hrn Hrsg I.d.R Ing Jg Jh.v Kap Kto Lit Lt Mag Nr Nrn Prof Rdnr Reg Reg.-Bez Rn S St
    never Str Tab Tel U.a Ver Verf Vgl Z.B Ziff Ziffer Zit a.d abzgl allg amtl bes betr bez bzw ca d.h ehem
    never einschl einschließl entspr erg ev evtl exkl ff.d geb gegr gem gest ggf h.c habil hl hrsg i.d.R inkl insb
    never insbes jur kath lit lt m.E max med min mind nat o.g phil rer röm s.o s.u sog sogen theol u.U u.a u.ä v
    never vgl vs z z.B z.T z.Z z.Zt zit zzgl
    number *str Apr Aug Dez Di Do Feb Febr Fr Jan Jul Jun Jän Mi Mo Mrz Nov Okt Sa Sep Sept So
    may A A.M Abt Abw Adj Adr Akt Alt App Ausschl B Bed Ben Ber Bibl C Chin Chr Cie Co D Dat Dim Dipl.-Kfm Dir
    may Dtzd Einh Erf Euro Evtl Ex Expl F F.f Fam Fn Folg Forts.f G Gebr Geograph Ges Gesch Ggf GmbH Hptst I
    may Imp.fl.oz Imp.qt Inc Inh Int J J.D Jahrh Jh Jhdt Jhs Jr Jz Kfm Kl Konv Kop L Ltd M Max Mill Min Mind Mio
    may Mod Mon Mrd Msp MwSt N O Obj Op P P.M PIN Pers Pf Pfd Phys Pkt Port Pr Prot Proz Qu R Rd Rel Rep S.A
    may Schr Sek Spezif St.-Nr StR Std Stk T Temp Test Tg Tgl Trans Trpf Tsd Tägl U U.S U.S.A U.U USt Umdr Urspr
    may Ursprüngl W Wg Y Z Z.Zt Ztr a.D a.M a.Rh a.a.O a.a.S b beil d.J d.M d.Ä e.V e.Wz e.h eigtl erw f ff frz
    may gedr gek gesch ggfs hpts i.A i.B i.H i.J i.R i.V jew jhrl k.u.k kfm kgl led m.W mtl möbl n.Chr n.u.Z
    may näml o.A o.B o.ä od oz.tr p.Adr r röm.-kath s s.a schles schweiz schwäb südd tägl u u.A.w.g u.Z u.v.a
    may v.Chr v.H v.R.w v.T v.u.Z verh verw wöchentl z.Hd österr
    ends etc o.Ä u.dgl u.s.w u.Ä usw
    months April August Dezember Februar Januar Juli Juni Mai März November Oktober September
    starters Aber Alle Alles Als Am An Auch Auf Aus Außerdem Bald Bei Beim Bestellen Bis Bitte Da Dabei Dadurch Daher
    starters Damals Damit Danach Dann Darauf Darf Darum Das Dass Dazu Daß Dein Dem Den Denn Der Des Deshalb Die Dies
    starters Diese Diesem Diesen Dieser Dieses Doch Dort Du Durch Ein Eine Einem Einen Einer Eines Einige Er Es Etwas
    starters Euer Für Gegen Gestern Haben Hat Hatte Hatten Heute Hier Ich Ihr Ihre Ihrem Ihren Im In Ist Ja Jede
    starters Jeder Jedes Jedoch Jemand Jene Jener Jenes Jetzt Kann Kein Keine Keiner Konnte Können Leider Man Manche
    starters Mehrere Mein Meine Mit Morgen Muss Möchte Müssen Nach Nein Nichts Niemand Noch Nun Nur Ob Oder Ohne
    starters Schon Sehr Sein Seine Seit Sie Siehe Sind So Soll Sollte Sondern Später Trotz Trotzdem Um Und Unser
    starters Unsere Unter Viele Vielleicht Vom Von Vor Wahrscheinlich Wann War Waren Warum Was Wegen Weil Welche
    starters Welcher Welches Wenn Wer Werden Wie Wir Wird Wo Woher Wohin Wurde Während Zu Zum Zur Zwischen Über
    speech antwortete bat befahl brummte brüllte dachte entgegnete ergänzte erklärte erwiderte flüsterte fragt
    speech fragte fügte lachte meinte murmelte rief ruft sagt sagte schrie seufzte stammelte wiederholte
    """,
    "el": """
    never Αγ Αρ Βλ Δηλ Δρ Κ Καθ Κος Π.χ Σελ Τηλ άρθ αγ αρ βλ δηλ δρ εικ κ κα καθ κεφ κος λεωφ οδ π.χ πρβλ σ σελ
    never τηλ
    may Α.Ε Ε.Π.Ε έ.φ έτ ίν ίπ α.μ αιών γαλ γρ δεκ δευτ δισ εβδ εκ εκτ θερμ κ.γ κ.ο.κ κ.σ κ.φρ καντ κουκ./εκ κόκ
    may κύπ λ λίτ λίτρα/χλμ λίτρο/χλμ λμ μ μ.Χ μ.μ μέτρα/δευτ μέτρο/δευτ μήν μίλ μεζ μπ ν.μ οργ π.Χ π.μ πρ στ
    may σταγ τ τ.εκ τ.μ τ.χλμ φέρλ χλμ χλστ ώ
    ends κ.ά κ.λπ κλπ
    months Απρίλιος Απριλίου Αυγούστου Αύγουστος Δεκέμβριος Δεκεμβρίου Ιανουάριος Ιανουαρίου Ιουλίου Ιουνίου
    months Ιούλιος Ιούνιος Μάιος Μάρτιος Μαΐου Μαρτίου Νοέμβριος Νοεμβρίου Οκτωβρίου Οκτώβριος Σεπτέμβριος
    months Σεπτεμβρίου Φεβρουάριος Φεβρουαρίου
    starters Ένα Ένας Ή Ήταν Ίσως Όταν Όχι Αλλά Αν Από Αυτή Αυτό Αυτός Για Γιατί Δεν Είναι Εγώ Εδώ Εκεί Εμείς Εσύ Η
    starters Και Με Μετά Μια Ναι Ο Οι Ποιος Πού Πώς Σήμερα Σε Στη Στο Τα Τι Το Τώρα Χθες
    speech απάντησε είπε ρώτησε φώναξε ψιθύρισε
    """,
    "en": """
    never Adm Ald Amb Assn Atty Brig Bros Capt Cdr Chap Cmdr Col Cpl Cpt Dep Dept Det Dr Drs Eds Eq Eqs Ext Figs
    never Fr Ft Gen Gov Hon Insp Lieut Lt Maj Messrs Mgr Mlle Mme Mr Mrs Ms Mt Mx Nr Pp Pres Prof Profs Pvt Rep
    never Rev Rt Secs Sen Sgt Sr.Dr St Sts Supt Tel Treas Univ Vol Vols approx cf chap e.g eg eq est excl figs i.e
    never ie incl op para paras resp tel v viz vol vols vs
    number Apr Art Arts Aug Ch Dec Ed Feb Fig Fri Jan Jul Jun Mar Mass Mon No Nos Nov Oct Sat Sec Sep Sept Sun Thu
    number Thur Thurs Tue Tues Wed art ch fig in min p pp sec
    may A.D A.M A.S AA AB AD Abs Act Adj Adv Ala Alt Approx Apt Ariz Ark Ave B B.A B.C B.Sc B.V Bldg Blvd Bros
    may C.F C.O.D Calif Cap Card Co Colo Comm Conn Cont Corp D D.A D.C DC Def Del Diff E E.G E.U E.g Esq Est Etc
    may Ex Exec F Fla Fn G Ga Gb Go Hat Hon.B.A Hwy Hz I.D I.T I.e Id Ill Inc Ind J.B J.D J.K Jam Job Joe Jr K
    may K.R Kan Kb Ky L L.A L.P LLC La Lev Lib Link Ln Long Lt.Cdr Ltd M M.A M.D M.I.T M.R M.Sc M.T MR Mart Mb
    may Md Mich Min Minn Misc Miss Mo Mont N.V N.Y Neb Nev Num O OK Ok Okla Op Ore Org P.M P.O P.V PC PP Pa Ph.D
    may Phys Pkwy Pl Plc Pro Q R.L R.T Rd S S.A S.A.R S.E S.p.A Sq Sr T Tenn Tex U U.K U.N U.S U.S.A U.S.C Up VS
    may Va Var Vt Wash Wis Wyo X Yr Z a.m cu doz exec ft gal hr hrs lb lbs mi mins mph oz p.m pt qt secs sq yd
    may yds
    ends al et.al etc ibid
    months April August December February January July June March May November October September
    starters A According After All Also Although An And Another Any Are As Ask At Because Before Between Both Bring
    starters But By Can Could Did Do Does During Each Even Every Everybody Everyone Few Finally First For From Had
    starters Has Have He Her Here His How However I If In Instead Is It Its Just Later Let Many May Maybe Meanwhile
    starters Might More Moreover Most Much Must My Next No Nobody None Not Note Nothing Now Of On Once One Only Or
    starters Other Others Our Over Perhaps Please See Several She Should Since So Some Someone Soon Still Such Than
    starters That The Their Then There Therefore These They This Those Though Thus To Today Tomorrow Under Until Was
    starters We Were What When Where Which While Who Whom Whose Why Will With Without Would Yes Yesterday Yet You
    starters Your
    speech added admitted agreed announced answered asked asks began called continued cried demanded exclaimed
    speech explained groaned growled insisted interrupted laughed murmured muttered observed protested remarked
    speech repeated replied said says screamed shouted sighed snapped suggested told whispered wondered yelled
    """,
    "es": """
    never Apdo Arq Av Avda Avdas C Cf Cnel Ctra D Depto Dn Dr Dra Dras Dres Dª Dña Edo Excma Excmo Fr Gob Gral Hna
    never Hno Ilma Ilmo Ing Lic Mons Núm P.ej Pbro Plza Prof Profa Pza Pág S S.M Sgto Sr Sra Sras Sres Srta Srtas
    never Sta Sto Tel Tte Ud.s Vol apdo aprox c/ caps cf coord cta depto dpto esq fol gob lit nº núm núms p.e p.ej
    never pág págs párr r.p.m tel tfno trad v vid vol vs véase
    number Art Cap Ed Fig No abr ago art arts cap dic dom ed ene feb fig h jue jul jun lun mar may min mié n nov
    number oct p pp s sep sept set sáb vie
    may A.C AA All Ant Bien C.P C.S C.V CA Cia Col Comm Corp Cía DC Da Desc Desv Drs Dto EE.UU Em Emm Exc Excmas
    may Excmos Exma Exmas Exmo Exmos FF.CC Fabric H.P Hnos Id Ilmas Ilmos Inc JJ.OO Jr K Kit Korn L Lcda Lcdo
    may Lda Ldo Ltd Ltda Ltdo M MM Mr Mrs O.M PP R.D R.U RAM RR.HH Rdo Rdos Reg Rev Rol Rvdmo Rvdmos Rvdo Rvdos
    may S.A S.L S.R.L SA SS.AA SS.MM Sdad Seg Sol Trab U.S U.S.A Ud Uds Var Vd Vda Vds a.C a.e.c a.m afma afmas
    may afmo afmos bco bol c/c cfr cm col d.C deptos doc dptos dtor déc e.c e.g ej figs fund hnos kg km licda
    may licdo m ms mss mtro ntra ntro p.m prof prov pto ptos seg sem sig sras sres srs ss v.gr
    ends etc
    months abril agosto diciembre enero febrero julio junio marzo mayo noviembre octubre septiembre
    starters A Además Ahora Ahí Al Algo Alguien Algunos Allí Antes Aquel Aquella Aquí Así Aunque Ayer Cada Cierra
    starters Como Con Cuando Cuándo Cuánto Cómo De Del Desde Después Durante Dónde E El Ella Ellas Ellos En Entonces
    starters Entre Era Es Esa Ese Eso Esos Esta Estas Este Esto Estos Está Están Fue Ha Hablaron Había Han Hasta Hay
    starters Hoy Hubo La Las Le Les Lo Los Luego Mañana Me Mi Mientras Mira Mis Muchas Muchos Muy Más Nada Nadie Ni
    starters No Nos Nosotros Nuestra Nuestro O Para Pero Por Porque Pues Quizá Quizás Quién Qué Se Según Si Sin Sobre
    starters Solo Son Su Sus Sí Sólo Tal También Tampoco Te Tiene Toda Todas Todo Todos Tras Tu Tus Tú Un Una Unas
    starters Unos Usted Ustedes Vea Ver Véase Y Ya Yo Él
    speech añadió comentó contestó dice dijo exclamó explicó gritó insistió murmuró pensó pregunta preguntó repitió
    speech replicó responde respondió suspiró susurró
    """,
    "et": """
    ordinals
    may valgusa
    months aprill august detsember jaanuar juuli juuni mai märts november oktoober september veebruar
    """,
    "eu": """
    ordinals
    number abe abu api ar az aza eka ig ira lr mai mar og or ots urr urt uzt
    may hamark m postre-koilar
    months abendua abenduak abuztua abuztuak apirila apirilak azaroa azaroak ekaina ekainak iraila irailak maiatza
    months maiatzak martxoa martxoak otsaila otsailak urria urriak urtarrila urtarrilak uztaila uztailak
    """,
    "fa": """
    never ج دکتر ش ص
    may ق.دس.خ ق.م ل./ک.م م
    months آوریل اوت اکتبر دسامبر سپتامبر فوریه فوریهٔ مارس مه مهٔ نوامبر ژانویه ژانویهٔ ژوئن ژوئیه ژوئیهٔ
    speech فریاد پاسخ پرسید گفت
    """,
    "fi": """
    ordinals
    never Esim Ks Mm Nro Prof Puh Tri Ts Vrt art dos esim hra ks kuva luku mm n noin nro ns nti prof puh rva s tri
    never ts vrt
    number elok heinäk helmik huhtik jouluk kesäk lokak maalisk marrask syysk tammik toukok
    may eKr jKr klo kpl milj mrd ym yms
    ends jne
    months elokuu elokuuta heinäkuu heinäkuuta helmikuu helmikuuta huhtikuu huhtikuuta joulukuu joulukuuta kesäkuu
    months kesäkuuta lokakuu lokakuuta maaliskuu maaliskuuta marraskuu marraskuuta syyskuu syyskuuta tammikuu
    months tammikuuta toukokuu toukokuuta
    starters Ehkä Ei Eilen He Huomenna Hän Hänen Ja Jokainen Joku Jos Kaikki Koska Kuka Kukaan Kun Kyllä Me Meidän
    starters Miksi Mikä Mikään Minun Minä Missä Miten Monet Mutta Myös Ne Nuo Nyt Nämä Oli Olivat On Ovat Se Siellä
    starters Sinä Sitten Tai Te Tuo Tämä Tänään Täällä Vaikka
    speech huusi kuiskasi kysyi lisäsi sanoi totesi vastasi
    """,
    "fr": """
    never Av Bd Boul Cdt Cf Chap Col Dr Drs Gén Lt M MM Me Mgr Mlle Mlles Mme Mmes Pl Pr Prof Réf Sgt St Ste Stes
    never Sts Tél Vol Vve adj adv al apr av av.J.-C bd boul c.-à-d c.à.d cf chap coll dép env fém gén hab ibid
    never inéd masc ms p.ex pl plur prof resp rte réf sing t tel trad tél v vol vs Éd éd éq
    number Art Cap Fig No P ap art avr ch cm dim déc ex fig févr h id janv jeu juil kg km lun mar mer min mm n no
    number nos nov oct p pp sam sec sept tab ven
    may All C Cie Comm D DC Desc Inc J.-C Jr L Mart N.B N.D.L.R Op P.-D.G P.O R.A.S S.A S.A.R.L S.M.A.R.T U U.S
    may U.S.A Var W acoust adr anc ann anon ap.J.-C append apr.J.-C av.J.-C broch bull cam categ collab config
    may dest dict dir doc encycl exempl gouv graph hôp ill illustr imm imprim indus m n.d.r niv quart s.d sem
    may symb synth syst trav.publ voit édit équiv éval
    ends etc
    months août avril décembre février janvier juillet juin mai mars novembre octobre septembre
    starters Ainsi Alors Apportez Après Au Aucun Aucune Aussi Aux Avant Avec Car Ce Cela Cependant Ces Cet Cette
    starters Chaque Chez Combien Comme Comment Consultez Dans De Demain Depuis Des Donc Du Elle Elles En Encore Enfin
    starters Ensuite Entre Est Et Hier Ici Il Ils Je La Le Les Leur Leurs Lors Lorsque Là Ma Maintenant Mais Malgré
    starters Mes Mon Ni Non Nos Notre Nous On Or Ou Oui Où Par Parce Pendant Personne Peut-être Plusieurs Pour
    starters Pourquoi Pourtant Puis Puisque Quand Que Quel Quelle Quelles Quelques Quels Qui Quoi Rien Sa Sans Selon
    starters Ses Si Son Sont Sous Sur Ta Tes Ton Tous Tout Toute Toutes Tu Un Une Vers Voici Voilà Voir Vos Votre
    starters Vous À Ça Était
    speech affirma ajouta chuchota continua cria crie demanda demande dit déclara expliqua fit hurla lança murmura
    speech reprit répliqua répond répondit s'écria souffla soupira
    """,
    "gl": """
    number Abr Ago Dec Dom Feb Mar Mér Nov Out Set Sáb Ven Xan Xov Xul abr ago dec dom feb mar mér nov out set sáb
    number ven xan xov xul
    may a.l cull cullña cullñs déc ptos sem séc ude udes
    months Abril Agosto Decembro Febreiro Maio Marzo Novembro Outubro Setembro Xaneiro Xullo Xuño abril agosto
    months decembro febreiro maio marzo novembro outubro setembro xaneiro xullo xuño
    """,
    "he": """
    never ד מס עמ פרופ
    ends וכו
    months אוגוסט אוקטובר אפריל דצמבר יולי יוני ינואר מאי מרץ נובמבר ספטמבר פברואר
    speech אמר אמרה לחש ענה ענתה צעק צעקה שאל שאלה
    """,
    "hi": """
    never आई आर इं ई ई.पू ए एक्स एच एड एन एफ एम एल एस ओ कु के क्यू जी जे जेड टी डब्ल्यू डी डॉ नं पं पी पृ प्रो बी
    never मि मो यू रु वाई वी श्री श्रीमती सं सर सी सुश्री स्व
    may अक्तू अग ई जन दश दिसं नव फर बुश सितं
    ends आदि
    months अक्तूबर अगस्त अप्रैल जनवरी जुलाई जून दिसंबर नवंबर फ़रवरी मई मार्च सितंबर
    speech उत्तर कहती कहते कहा चिल्लाई चिल्लाया पुकारा पूछते पूछा फुसफुसाया बोला बोली बोले
    """,
    "hr": """
    ordinals
    may des g mj okr st tj
    months kolovoz kolovoza lipanj lipnja listopad listopada ožujak ožujka prosinac prosinca rujan rujna siječanj
    months siječnja srpanj srpnja studeni studenoga svibanj svibnja travanj travnja veljača veljače
    """,
    "hu": """
    ordinals
    never Dr Ld Nr Pl Prof Sz Szt Tel Vö dr fej id ifj ill kb ld old pl prof sz tel u vö ábra özv ún út
    number aug dec febr jan júl jún máj márc nov okt szept ápr
    may Bt Kft Kr.e Kr.u Nyrt Zrt cs db ek ford i.e i.sz kg kk km
    ends stb
    months augusztus december február január július június május március november október szeptember április
    starters A Amikor Az Azok Aztán De Egy Ez Ezek Ha Hogyan Hol Holnap Igen Is Itt Ki Ma Mert Mi Miért Most Nem Ott
    starters Talán Te Tegnap Ti Vagy Van Volt Én És Ő Ők
    speech felelte kiáltotta kérdezte mondta suttogta válaszolta
    """,
    "hy": """
    may ա.մ թգ լ.տ ճգ ունկ
    months ապրիլ ապրիլի դեկտեմբեր դեկտեմբերի հոկտեմբեր հոկտեմբերի հուլիս հուլիսի հունիս հունիսի հունվար հունվարի
    months մայիս մայիսի մարտ մարտի նոյեմբեր նոյեմբերի սեպտեմբեր սեպտեմբերի փետրվար փետրվարի օգոստոս օգոստոսի
    """,
    "id": """
    months Agustus April Desember Februari Januari Juli Juni Maret Mei November Oktober September
    """,
    "is": """
    ordinals
    number apr des feb fim fös jan júl jún lau mar mið mán nóv okt sep sun ágú þri
    may bogamín bogasek ek hálfp klst km/klst kt mí./br.g mí./gal míla/klst mílur/klst mín sek sn t ábætissk
    may árat
    months apríl desember febrúar janúar júlí júní mars maí nóvember október september ágúst
    """,
    "it": """
    never Arch Avv Cfr Col D.L D.Lgs Dott Dott.ssa Dr Dr.ssa Egr Es F.lli Gen Gent Geom Ing Mons P.es P.za Pag
    never Prof Prof.ssa Rag Rif S SS Sen Sig Sig.na Sig.ra Sigg Spett Ss Tel Ten V V.le Vol ad.es arch artt avv ca
    never cap.n cf cfr co col dott dott.ssa dr dr.ssa egr es f.lli gen geom ing lett mons nr num op p.es p.za
    never p.zza pag pagg prof prof.ssa proff rag rif secc sen sig sig.na sig.ra sigg spett tel ten trad v v.le vd
    never vol voll vs
    number All Art Cap Ed Fig Int N On Sec ago all apr art cap dic dom don ed feb febb fig gen genn gio giu h int
    number lug lun mag magg mar mart mer min n nn nov on ott p par pp s sab sec set sett ven
    may C.P D DC Jr L Liv Ltd Mod N.B N.d.A N.d.E N.d.T O.d.G S.A.R S.M.A.R.T S.n.c S.p.A S.r.l U.S U.S.A a.C ag
    may c.c.p cm d.C d.p.R dec div elem kg km m mitt p.i s.p.a s.r.l seg sez tab tav ver
    ends ecc etc
    months agosto aprile dicembre febbraio gennaio giugno luglio maggio marzo novembre ottobre settembre
    starters A Adesso Al Alcuni Alla Allora Anche C'è Che Chi Chiude Ci Ciò Come Con Così Da Dal Dalla Dei Del Della
    starters Delle Di Domani Dopo Dove Durante E Ed Era Forse Fra Fu Già Gli Ha Hanno I Ieri Il In Inoltre Io L' La
    starters Le Lei Lo Loro Lui Là Lì Ma Mentre Mia Mio Molte Molti Molto Nessuno Niente No Noi Non Nostra Nostro
    starters Nulla Né O Oggi Ogni Ora Per Perché Più Poi Poiché Prima Qua Qualcosa Qualcuno Quale Quando Quanto
    starters Quella Quelli Quello Questa Queste Questi Questo Qui Risale Se Secondo Senza Si Solo Sono Su Sua Sul
    starters Sulla Suo Suoi Sì Tra Tu Tuo Tutta Tutte Tutti Tutto Un Un' Una Uno Vedi Vi Voi È
    speech aggiunse chiede chiese commentò dice disse domandò esclamò fece gridò insistette mormorò pensò replicò
    speech ripeté risponde rispose sospirò spiegò sussurrò urlò
    """,
    "ja": """
    never Dr Mr Mrs Ms Prof
    speech いう いった きいた ささや たずね つぶや 叫 呟 問 囁 尋 怒鳴 答 聞 言 訊 話し 語 返事 述べ
    """,
    "ka": """
    may ა.ე აკრ.ფტ ატმ ბარ ბრნ გჰც დალტ ერთე კარ კვძ კჰც მამპ მეგალ მილი/გალ მილილ პნქტ პქნტ რად ს ჰც
    months აგვისტო აპრილი დეკემბერი თებერვალი იანვარი ივლისი ივნისი მაისი მარტი ნოემბერი ოქტომბერი სექტემბერი
    """,
    "kk": """
    number ақп жел мам мау нау сәу там шіл қаз қар қаң қыр
    may а.б айн ап гал ж к кар миля/гал унц ғ
    months Ақпан Желтоқсан Мамыр Маусым Наурыз Сәуір Тамыз Шілде ақпан желтоқсан мамыр маусым наурыз сәуір тамыз
    months шілде Қазан Қараша Қаңтар Қыркүйек қазан қараша қаңтар қыркүйек
    """,
    "ko": """
    never Dr Mr Mrs Ms Prof
    speech 대답했다 말했 말했다 물었 물었다 소리쳤다 속삭였다 외쳤 외쳤다
    """,
    "lt": """
    number bal birž geg gruod kov lapkr liep rugp rugs saus spal vas
    may a akr apsisuk d dek elem km/val laš m m/sek min mėn sav sek stikl tšk val šm žiupsn
    months balandis balandžio birželio birželis gegužė gegužės gruodis gruodžio kovas kovo lapkritis lapkričio
    months liepa liepos rugpjūtis rugpjūčio rugsėjis rugsėjo sausio sausis spalio spalis vasario vasaris
    """,
    "lv": """
    ordinals
    number Ceturtd Otrd Piektd Pirmd Sestd Svētd Trešd apr aug ceturtd dec febr janv jūl jūn nov okt otrd piektd
    number pirmd sept sestd svētd trešd
    may a.v apgr d g g.g gl gr gs km/st mēn mērgl ned p pil pk sek st šķips
    months aprīlis augusts decembris februāris janvāris jūlijs jūnijs maijs marts novembris oktobris septembris
    """,
    "mk": """
    number авг апр вто дек мар нед ноем окт пет пон саб септ сре фев чет јан јул јун
    may в год дец мес мин сед сек ч
    months август април декември март мај ноември октомври септември февруари јануари јули јуни
    """,
    "ms": """
    months April Disember Februari Januari Julai Jun Mac Mei November Ogos Oktober September
    """,
    "nb": """
    ordinals
    never Bl.a Dr F.eks Fig Hr Jf Nr Prof Tlf art bl.a ca d.v.s dr dvs ekskl ev f.eks fig fr hhv hr inkl jf kap
    never maks min nr prof s såk tlf
    may apr aug des e.Kr f.Kr feb jan jul jun kl kr mar mill mrd nov okt sep sept
    ends etc m.fl m.m osv
    starters Alle Av Da De Den Denne Der Dere Deres Det Dette Din Disse Du Eller En Er Et Etter For Fra Før Hadde Han
    starters Hans Har Hennes Her Hun Hva Hvem Hver Hvor Hvordan Hvorfor I Ingen Ja Jeg Kan Kanskje Man Mange Med Men
    starters Min Nei Nå Når Og Også Om På Se Til Under Var Vi Vår
    speech hvisket la ropte sa skrek spurte svarte
    """,
    "nl": """
    never Afb Art Bijv Blz Bv D.w.z Dhr Dr Drs Ds Fig Gen H Ing Ir Jhr Mevr Mr Mw Nr O.a Prof St Tel Vgl afb art
    never bijv blz bv ca cf d.w.z dhr dl dr drs ds evt excl fig geb ged gen hfst i.p.v i.v.m incl ing ir jhr jl
    never kap kol lt m.a.w m.b.t m.n max mej mevr min mr mw n.a.v nr nrs o.a p pp prof red resp t.a.v t.o.v t/m
    never tel vert vgl vs z.g zg zgn
    number *str apr aug dec di do feb jan jul jun ma mrt nov okt sep sept vr wo za zo
    may B.V Jr N.V a.u.b e.a e.d mld mln n.Chr ond s.v.p sec str uur v.Chr
    ends enz etc
    months april augustus december februari januari juli juni maart mei november oktober september
    starters Aan Al Alle Als Bij Daar Daarna Daarom Dan Dat De Deze Die Dit Door Dus Een Elk Elke En Er Geen Gisteren
    starters Haar Had Heeft Het Hier Hij Hoe Hoewel Hun Iedereen Iemand Iets Ik In Is Ja Je Jij Jouw Kan Later Maar
    starters Met Mijn Misschien Moet Morgen Na Nee Niemand Niets Nog Nu Of Om Omdat Onder Ons Onze Ook Op Over Sinds
    starters Sommige Tegen Terwijl Tijdens Toch Toen Tot Tussen U Van Vandaag Veel Voor Waar Waarom Wanneer Want
    starters Waren Was Wat We Welke Wie Wij Wordt Ze Zie Zij Zijn Zonder
    speech antwoordde fluisterde lachte mompelde riep schreeuwde verklaarde vervolgde vraagt vroeg zegt zei zuchtte
    """,
    "pl": """
    ordinals
    never Abp Al Art Bp Dr Dyr Gen Godz Hab Im Inż Kpt Ks Lek M.in Mgr Mjr Np Nr O Ok Os Pkt Pl Por Ppor Prof Płk
    never Red Rozdz Ryc Rys Sierż Str Tab Tel Tj Tom Tzn Ul Ust Zob al ang art bp dr ds dyr fr gen gm godz hab im
    never inż kpt ks ks.prof lek lit m.in mgr niem np nr ok os p pkt pl por pow prof przyp pt płd płk płn red
    never rozdz ryc rys s str t tab tel tj tzn tzw tłum ul ur ust vs wg woj ww wyd zm zob zw łac Śp Św św
    number cze czw gru kwi lip lis lut maj mar niedz paź pon pt sie sob sty wrz wt śr
    may S.A bm br cd cm gr j.a jw kg km km/godz mies min mld mln n.e obr p.n.e poz r sek szcz szt tydz tyg tys
    may ub w wieku zł
    ends etc itd itp
    months czerwca czerwiec grudnia grudzień kwiecień kwietnia lipca lipiec listopad listopada lutego luty maj maja
    months marca marzec październik października sierpień sierpnia styczeń stycznia wrzesień września
    starters A Albo Ale Bardzo Bez Bo Byli Był Była Było Chociaż Ci Co Coś Czekał Czy Dla Dlaczego Do Dzisiaj Dziś
    starters Gdy Gdzie I Ich Ile Ja Jak Jaka Jaki Jego Jej Jest Jeszcze Jeśli Jeżeli Jutro Już Każda Każdy Kiedy Kto
    starters Ktoś Który Lub Ma Mają Miał Mieszka Między Moja Może Można My Mój Na Nad Następnie Nasz Nasza Nic Nie
    starters Niektórzy Nikt O Od On Ona One Oni Ono Po Pochodzi Pod Podczas Ponieważ Potem Przed Przez Przy Są Ta Tak
    starters Także Tam Tamta Tamten Te Ten Teraz Też To Trzeba Tu Tutaj Twój Ty Tylko U W Wczoraj We Według Wielu
    starters Więc Wszyscy Wszystko Wy Z Za Zamyka Ze Zobacz
    speech dodał dodała krzyknął krzyknęła mruknął odparł odparła odpowiedział odpowiedziała powiedział powiedziała
    speech rzekł rzekła spytał spytała szepnął szepnęła westchnął zapytał zapytała zawołał zawołała
    """,
    "pt": """
    never Al Arq Av Cel Cf D Da Dep Dr Dra Dras Drs Eng Engª Est Exma Exmo Exmos Fr Frei Gen Ilma Ilmo Lg Mons Obs
    never P.ex Pe Prof Profa Profs Pág Pç Pça R Ref Rod S S.M Sgt Sr Sra Sras Srs Srta Sta Sto Séc Tel Ten Trav V
    never Vol aprox cf coord dep n.º nº núm obs org p.ex pág págs ref séc sécs tel trad v vid vol vs
    number Art Cap Ed Fig No abr ago art arts cap dez dom ed ex fev fig h jan jul jun mai mar min n nov out p pp
    number qua qui seg set sex sáb ter
    may A.C Alm Cia Dir EUA Jr Ltd Ltda Mar N.Sra N.T P.M Ph.D S.A V.Exa V.Exª V.T W.C a.C a.m abrev adm aer
    may agric anat ap apart apt arit arqueol arquit astron autom aux biogr bras bça caps cat cel cm col comp
    may compl cont contab créd cx círc cód d.C des desc dipl dir div doc déb déc educ elem eletr eletrôn end eng
    may esp f fac fasc fem ff fil filos fisiol fl fot fr fís geom gram gên hist ind ingl jur kg km l lat lin lit
    may liter long m mat matem mov máq méd mús neol náut odont odontol organiz p.m pal pol port pq prod prof
    may profa pron próx psicol quím r.s.v.p rel relat rep res rod seg sociol ss sup símb tec tecnol transp univ
    may xíc álg índ
    ends etc
    months abril agosto dezembro fevereiro janeiro julho junho maio março novembro outubro setembro
    starters A Agora Algo Alguns Alguém Ali Além Amanhã Antes Ao Aos Após Aquela Aquele Aqui Aquilo As Assim Até Cada
    starters Com Como Da Das De Depois Desde Do Dos Durante E Ela Elas Ele Eles Em Embora Enquanto Entre Então Era
    starters Essa Esse Esses Esta Estas Este Estes Está Estão Eu Falaram Fecha Foi Havia Hoje Houve Há Isso Isto Já
    starters Logo Lá Mais Mas Meu Minha Muitas Muito Muitos Na Nada Nas Nem Ninguém No Nos Nossa Nosso Não Nós O Onde
    starters Ontem Os Ou Para Pela Pelo Pois Por Porque Qual Quando Quanto Que Quem Se Segundo Sem Seu Seus Sim Sobre
    starters Sua Suas São Só Talvez Também Tem Teu Toda Todas Todo Todos Tu Um Uma Umas Uns Veja Ver Você Vocês À Às
    starters É
    speech acrescentou comentou disse diz exclamou explicou gritou insistiu murmurou pensou pergunta perguntou
    speech repetiu replicou responde respondeu suspirou sussurrou
    """,
    "ro": """
    never Art Dl Dna Dr Fig Gen Ing Nr Pag Prof Sf Str Tel alin ap art av bl cap cf col d-na de.ex dl dna dr ed et
    never ex fig gen ing jud lit nr p pag prof sf str tel vol
    number apr aug dec dum feb ian iul iun lun mar mie nov oct sept sâm vin
    may S.A S.R.L a.l ac d.Hr e.n mil mile/gal milă/gal min mld pct rev sec săpt t.s î.Hr î.e.n ș.a
    ends etc
    months aprilie august decembrie februarie ianuarie iulie iunie mai martie noiembrie octombrie septembrie
    starters A Aceasta Acesta Acolo Acum Aici Apoi Au Azi Ce Cine Cineva Cu Cum Când Da Dacă Dar De Din Ea Ei El Ele
    starters Era Este Eu Fiecare Ieri La Mâine Nimeni Nimic Noi Nu O Pe Pentru Poate Sau Toți Tu Un Unde Voi În Și
    speech adăugă răspunse spuse strigă zise întrebă șopti
    """,
    "ru": """
    never Акад Ген Гл Доц И.о Им Инж Напр Обл Ок Прим Проф Рис С Св См Ср Ст Т.е Табл Тел Тов Ул акад англ г г-жа
    never г-н гг.г ген гл гр д дер доц ж.-д и.о изд им инж канд кап кв корп лат лейт макс мин наб напр нем о о-в
    never обл оз ок п пер пл полк пос пп пр прим просп проф р ред рис род с св см сост ср ст стр т т.е т.к т.н
    never табл тел тов тт ул ум франц ч чел.ч №
    number авг апр вс вт дек июл июн мар ноя нояб окт пн пт сб сен сент ср фев февр чт янв
    may РФ акр акрофут барр буш в вв г гг дн до.н.э дон.э дун дюйм кг км коп л м мес мин млн млрд н.э нед отд
    may руб сек см стр трлн тыс унц фурл ч чел шт щепот экз ярд
    ends др и.др и.пр пр т.д т.п
    months август августа апрель апреля декабрь декабря июль июля июнь июня май март марта мая ноябрь ноября
    months октябрь октября сентябрь сентября февраль февраля январь января
    starters А Без Будет Был Была Были Было В Вам Ваш Весь Во Все Всё Вчера Вы Где Да Для До Его Ее Ей Ему Если Есть
    starters Еще Ещё Её За Завтра Затем Зачем Здесь И Из Или Им Их К Каждая Каждый Как Какая Какое Какой Ко Когда
    starters Который Кто Кто-то Ли Либо Между Мне Многие Может Можно Мой Моя Мы На Над Надо Нам Наш Наша Не Некоторые
    starters Нет Ни Никто Ничего Ничто Но Нужно О Об Однако Он Она Они Оно От Очень Перед По Под После Потом Потому
    starters Почему Поэтому При С Сегодня Сейчас Сколько Смотрите Со Та Так Также Там Твой Те Тебе Теперь Тоже Только
    starters Тот Тут Ты У Уже Хотя Через Что Что-то Эта Эти Это Этот Я
    speech вздохнул вздохнула воскликнул воскликнула добавил добавила закричал закричала заметил крикнул крикнула
    speech ответил ответила подумал произнёс прошептал прошептала сказал сказала спросил спросила
    """,
    "sk": """
    ordinals
    may desaťr dun mes ot pol r stor týž
    months apríl apríla august augusta december decembra február februára január januára júl júla jún júna marca
    months marec máj mája november novembra október októbra september septembra
    """,
    "sl": """
    ordinals
    number apr avg dec feb jan jul jun mar ned nov okt pet pon sep sob sre tor čet
    may dek sek stol
    months april avgust december februar januar julij junij maj marec november oktober september
    """,
    "sq": """
    may hark-min hark-sek milisek min rrot sek shek
    months dhjetor gusht janar korrik maj mars nëntor prill qershor shkurt shtator tetor
    """,
    "sr": """
    ordinals
    may год дец каш кашич мес нед ш
    months август април децембар март мај новембар октобар септембар фебруар јануар јул јун
    """,
    "sv": """
    never Bl.a D.v.s Dr Fig Hr Jfr Kap Nr Prof S:t Sid T.ex Tel art bl.a ca d.v.s dr dvs ev exkl f.d fig fr gen hr
    never inkl jfr kap kapt max min nr prof resp s s.k sid t.ex tel
    may apr aug dec e.Kr e.d f.Kr feb jan jul jun kl kr mar mkr nov okt sep sept st tkr
    ends etc m.fl m.m osv
    months april augusti december februari januari juli juni maj mars november oktober september
    starters Alla Av De Den Denna Deras Dessa Det Detta Din Du Där Då Efter Eftersom Eller En Ett Från För Före Hade
    starters Han Hans Har Hennes Hon Hur Här I Idag Igår Ingen Inget Ja Jag Kan Kanske Man Med Medan Men Min Många
    starters Nej Ni Nu När Och Också Om På Redan Se Sedan Till Under Vad Var Varför Varje Vem Vi Vår Är
    speech frågade mumlade ropade sa sade skrek svarade tillade viskade
    """,
    "sw": """
    months Agosti Aprili Desemba Februari Januari Julai Juni Machi Mei Novemba Oktoba Septemba
    """,
    "tr": """
    ordinals
    never Alb Av Bay Bkz Blv Bn Cad Doç Dr Gen Hz Krş Mad Mah No Nr Prof Sn Sok Sy Tel Yrd Yzb bkz cilt krş mad s
    never ss tel yak Örn örn Şek şek
    may A.Ş Ltd M.S M.Ö T.C dk hf kg km sa sn vs yy Şti
    ends vb vd
    months Aralık Ağustos Ekim Eylül Haziran Kasım Mart Mayıs Nisan Ocak Temmuz Şubat
    starters Ama Bazı Belki Ben Benim Bir Biz Bu Bugün Bunlar Burada Dün Evet Eğer Fakat Hayır Her Herkes Hiç Kim
    starters Kimse Nasıl Ne Neden Nerede O Onlar Onun Orada Sen Siz Sonra Ve Veya Yarın Çünkü Şimdi Şu
    speech bağırdı cevapladı dedi ekledi fısıldadı sordu
    """,
    "uk": """
    never Ім Вул Див Напр Проф Рис Св Ст Тел акад англ бл буд вид вул ген гл див доц кв корп м напр нім обл п пл
    never полк пор пп пр пров просп проф ред рис розд св ст т т.зв табл тел тт ч ім інж
    number бер вер груд жовт квіт лип лист лют серп січ трав черв
    may буш гал год грн дн до.н.е ел кар квар кг км коп м миль/гал миля/гал милі/гал млн млрд міс н.е р рад рр
    may сек скл см ст та.ін тиж тис унц хв чол ін
    ends т.д т.п т.і
    months березень березня вересень вересня грудень грудня жовтень жовтня квітень квітня липень липня листопад
    months листопада лютий лютого серпень серпня січень січня травень травня червень червня
    starters Є І Із Їх Її А Або Але Без Був Буде Була Були Було В Вже Ви Вона Вони Воно Все Вчора Від Він Де Для До З
    starters За Завтра Зараз Й Його Кожен Коли Ми Може Мій На Над Наш Не Ні Ніхто Нічого Перед По Потім При Про Під
    starters Скільки Сьогодні Та Так Також Там Тепер Ти Той Тому Тут Ті У Усі Хоча Хто Хтось Це Цей Ця Ці Через Чи
    starters Чому Ще Що Щось Я Як Яка Який Якщо
    speech вигукнув відповів відповіла додав додала запитав запитала крикнув крикнула прошепотів сказав сказала
    speech спитав спитала
    """,
    "uz": """
    may a.b daq o.k son y.y
    months Aprel Avgust Dekabr Fevral Iyul Iyun Mart May Noyabr Oktabr Sentabr Yanvar aprel avgust dekabr fevral
    months iyul iyun mart may noyabr oktabr sentabr yanvar
    """,
    "vi": """
    """,
    "zh": """
    never Dr Mr Mrs Ms Prof
    months 一月 七月 三月 九月 二月 五月 八月 六月 十一月 十二月 十月 四月
    speech 低语 叫 吼 問 喊 嚷 回应 回應 答 說 说 道 问
    """,
]
