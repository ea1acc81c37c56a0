"""The words around a place name, all folded (:func:`bot.content.script.fold`).

Kazakh stands here in the Russian letters that folding leaves: каласы is қаласы.
"""

from __future__ import annotations

from typing import Final


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _kinds(**lists: str) -> dict[str, str]:
    return {word: kind for kind, words in lists.items() for word in words.split()}


# What kind of place a name is: beside a name they say which namesake is meant, and are no name.
KIND_WORDS: Final = _kinds(
    region="""облусу облусунда облусунун вилоят вилояте вилаят велаят велаяты welayaty welayatynda
        walayati viloyat область области областью обл облысы облысында облысынан
        облысына облысынын облыс oblast oblasti oblysy oblysynda oblysynan obl region
        province viloyati вилояти oblusu oblusunda oblusunan viloyatida viloyatidan вилоятида
        вилоятидан вилоятидаман viloyatidaman welayatyndan облусундамын облысындамын""",
    district="""району районунда районунун нохияи нохия этрап этрабы etraby etrap etrabynda rayoni
        rayonu район района районе районом ауданы ауданында ауданынан ауданына ауданынын
        аудан district rayon raion rayona raione rayone audany audanynda tumani тумани
        rayonunda rayonunan районундамын ауданындамын tumanida tumanidan tumanidaman туманида
        туманидан туманидаман etrabyndan""",
    city="""город города городе городу городом г гор каласы каласында каласынан каласына
        каласынын кала калада калалык city town gorod goroda gorode qalasy kalasy qalasynda
        kalasynda shahri шахри шаары шаарында шаарынан shaary shaarynda shahrida shahridan
        shahridaman шахрида шахридан шахридаман saheri saherinde saherinden""",
    village="""село села селе селу селом аул аула ауле аулу ауыл ауылы ауылында ауылынан
        ауылына ауылынын поселок поселка поселке поселку пос п пгт деревня деревне деревни
        кент кенти кентинде кентинен станция станции станциясы ст разъезд village selo sele
        auyl auyly auylynda aul poselok poselke kishlak кишлак айыл айылы айылында айылынан
        ayily aiyly aiylynda shaharchasi shaharchasida шахарчаси шахарчасида qishlogi qishlogida
        кишлоги кишлогида дехаи шахраки obasy obasynda sahercesi sahercesinde""",
)

# Those that follow the name that they are about, and the endings of adjectives, which do the same
# to the Russian ones ("Абайский район", but "район Абай").
_KIND_AFTER: Final = (
    "облыс", "аудан", "кала", "ауыл", "кент", "станциясы", "шаар", "шахри", "тумани", "вилояти",
    "облус", "району", "районун", "этрап", "велаят",
    "вилоятида", "облыс", "туманида", "шахрида", "айыл", "шахарча", "кишлоги",
    "oblus", "viloyatida", "tumanida", "shaar", "shahrida", "saher", "aiyly", "ayily",
    "shaharcha", "qishlog", "obasy", "rayonun",
    "oblys", "audan", "qala", "kala", "auyl", "shahri", "tumani", "viloyati",
    "etrap", "etrab", "welayat", "walayat", "rayoni", "rayonu",
    "region", "district", "city", "village", "province",
)  # fmt: skip
KIND_AFTER: Final = frozenset(word for word in KIND_WORDS if word.startswith(_KIND_AFTER))
ADJECTIVE_ENDINGS: Final = (
    "ая", "ой", "ую", "ий", "ого", "ом", "ему", "ому", "aya", "oi", "oy", "ii", "iy", "skij", "ogo",
)  # fmt: skip

# Before a name they say that a place is meant. Not с, к, у, от: those go with people as well.
BEFORE_PLACE: Final = _words(
    "в во из около возле близ под in from near at v vo iz живу живем тут здесь zhivu"
)

# "Not in Almaty": before the name, with or without "in"; or after it.
NOT_BEFORE: Final = _words("не нет ни not ne")
NOT_AFTER: Final = _words("емес emes нет")

# Where somebody came from or goes to is not for sure where she is: that is asked.
MOVING: Final = _words(
    """
    уехала уехал уехали уезжаю уеду убежала убежали сбежала сбежали бежала ушла приехала приехали
    приезжала родом родилась переехала переехали переезжаю еду поеду едем кашып кеттим кеттик
    келдим келдик кетип барамын кошип кошкен uehala ubezhala sbezhala priehala edu left fled moved
    came went going kettim keldim baramyn
    """
)

WITH_WHOM: Final = _words("с со к ко у от за with s so k ko u ot")

# The name after (Russian, English) or before (Kazakh) these is a street's, whatever else it names.
STREET_BEFORE: Final = _words(
    """улица улице улицы улицу ул проспект проспекте проспекта пр просп мкр мкрн микрорайон
    микрорайоне переулок переулке пер площадь ulitsa ulica ulitse prospekt prospekte mikrorayon"""
)
STREET_AFTER: Final = _words(
    """кошеси кошесинде кошесинен кошесине дангылы дангылында шагынаудан шагынауданы
    koshesi koshesinde dangyly street avenue ave"""
)

# The next word may be a person's name, and many of those are towns: Абай, Темирлан, Аягоз.
BEFORE_PERSON: Final = _words(
    """зовут имя муж мужа мужу мужем мужик брат брата братом сын сына сыном парень парня парнем
    отец отца отцом отчим отчима свекор дядя дядю друг друга другом бывший бывшего сосед соседа
    дочь дочка дочку сестра сестру сестры подруга подругу начальник господин
    атым есимим куйеуим куйеуимнин аты есими балам улым кызым агам иним ата агай апай досым
    name husband brother son father friend daughter sister called menya zovut muzh"""
)

# Towns that are also first names, surnames, or words: found inside a sentence only where a place
# is meant ("в Темире", "Абай қаласы", "Аралдамын").
CAUTIOUS: Final = _words(
    """
    qarshi карши каршы karshi kitob китоб китаб kitab juma жума джума чумъа kant кант tokmok
    токмок токмак toqmoq olot олот алат alat anew mari kaka кака каахка boston keles келес
    kemin кемин tup туп тюп tyup tamchy тамчы tamchi uzun узун shirin ширин baxt bakht бахт
    bereket берекет nookat ноокат novqat ravon равон раван rawan panj панч пяндж garm gharm
    гарм obigarm обигарм dusti дусти dosti dostlik дустлик dostliq dostluk достлук bahori
    бахори quva кува kuva quwa zomin зомин заамин zaamin chust чуст boka бука buka karmana
    кармана карашина qorashina muborak муборак мубарек mubarek mubarak marhamat мархамат pop
    пап поп pap gagarin гагарин iskandar искандар istiqlol истиклол mehron мехрон toktogul
    токтогул toxtogul oguzhan огузхан oguzxon ibrat ибрат navbahor навбахор payshanba пайшанба
    langar лангар arkadag аркадаг massi massy массы sayat саят sayot nau нау кокан
    абай абая алтай арал аса алга акжол алатау амангелди амангельды аягоз атамекен ауэзов ауезов
    бурный верный дружба достык ермак есил есиль жамбыл джамбул жанибек жарык жем заводской
    зайсан зырян ильич кабанбай калкаман кировский кулан курмангазы курчатов ленинск ленинский
    манас мары матай махамбет мерке молодежный момышулы нарын никольский нура нурсултан
    октябрьск орджоникидзе отар ош первомайский перовск приозерный самар самара сайрам сайхин
    саран сарань сергеев сергеевка степняк талас таран темир темирлан тасты топар тобол туран
    узень улкен уил урицкий ульяновский успен успенка хисор чапаев чапаево чу шалкар шаян шар
    шет шу шевченко шахан энергетический akzhol alga altai altay abay abai aral asa buston
    dostyk ermak esil kulan kulob mary manas nura osh saran samara shar shu talas taraz temir
    temirlan tobol turan ulken zhem бустон вахдат сердар serdar конья май индер байганин исатай
    райымбек панфилов коши алмалы бостандык каратал созак жарма алакол сарысу сырым когам
    """
)

# Words of sentences. They are never looked up by themselves, exactly or otherwise.
STOP: Final = _words(
    """
    токмокто кеминде
    а без бы был была были было быть вам вас ваш весь вот все всегда всех всю вы где да даже дай
    два две дела делать дело день дня дней до дом дома домой домом дому если есть еще же жена
    жить живет за завтра зачем и иди идти из или им имя их к каждый как какая какие какой когда
    ком кому кто куда ли лет либо меня мне много мог могу может можно мой моя мои моего моей
    моему муж мужа мужу мужем мы на надо нам нас наш не него нее ней нельзя нет ни никто ничего
    но ну нужен нужна нужно нужны о об он она они оно от очень по пока после потом почему прошу
    прямо раз ребенок ребенка ребенком рядом с сам сама сейчас себе себя скажите скорее со
    спасибо стало стоит так такой там те тебе тебя тем то тогда того тоже только три тут ты у
    уже умоляю хочу хочет чего чем через что чтоб чтобы это этого этом эту я алло ало боюсь
    боится бьет бил била избил избивает избили ударил удары убьет угрожает угроза деньги денег
    дети детей детьми деток документы дверь закрыл запер здравствуйте здравствуй привет добрый
    вечер утро ночь ночью телефон телефона номер помощь помощи помогите помоги помогать
    пожалуйста полиция полицию полиции суд суда адвокат адвоката врач врача больница больницу
    больнице скорая приют приюта приюте кризисный центр центра центре психолог психолога юрист
    юриста развод развестись алименты насилие насилия насилует изнасиловал изнасиловали женщина
    женщины девушка девочка мама маме маму мать папа отец брат сестра свекровь свекор родители
    родителей соседи соседка сосед квартира квартиру квартире работа работу работе ушла уйти
    уехать уехала убежала сбежала живу живем жили находимся нахожусь находится прячусь рада
    родилась приехала граница страна стране другой другая далеко близко недалеко срочно быстро
    конечно хорошо плохо ладно понятно поняла знаю думаю никого никому нигде ничем вчера сегодня
    час часов минут неделю месяц год года давно снова опять больше меньше беременна беременная
    болит кровь страшно стыдно сара сары старый новый новая белый черный красный большой малый
    верхний нижний северный южный восточный западный центральный мир свет человек люди слово
    вопрос ответ адрес улица сайт город село район область аул поселок место мамы папы стоп
    выход меню назад далее отмена россия россии казахстан казахстане казахстана казакстан
    казакстанда казакстаннан узбекистан кыргызстан киргизия турция германия польша корея китай
    таджикистан туркменистан азия мен мени маган менин сен сени саган ол оны оган биз бизди сиз
    сизди сизге олар бул осы сол кандай кайда кайдан кашан калай ким неше неге бар барма жок
    емес иа йок ия керек комек комектес комектесиниз комектесиндер отинем отиниш рахмет салем
    салеметсиз бе ме ма па пе ба гой де та мын тур турмын турам турамын турады турып жатырмын
    жатыр отырмын отыр журмин келдим кеттим келемин барамын кашып кетким келеди уй уйде уйден
    уйим бала балам балалар балаларым балалы куйеу куйеуим куйеуимнен ана аке апа ага ини анам
    акем кайын ене енем урады урып урды май соккыга корлык зорлык зорлады корком коркамын коркып
    полицияга адам адамдар ойел айел аиел кыз ул келин ажырас ажырасу ажырасып енди казир кеше
    бугин ертен тунде кундиз сагат уакыт жер жерде калада ауылда ауылдан каладан жакын алыс
    шугыл тез жаман жаксы коп аз бари бир еки уш торт бес алты жети сегиз тогыз кара ак кок
    кызыл жасыл киши жана ески бас тас тау су сай кол коль тобе бастау булак кала аудан жолы жол
    би сал i me my mine you your he she him her his it its we us our they them their am is are
    was were be been do does did a an and or but the of to for with on off by as this that these
    those there here where when who whom what why how not no yes ok okay hi hello hey help
    please need want have has had can could will would shall should may might must stop menu
    back home house child children kids husband wife mother father sister brother afraid scared
    beat beats hit hits police lawyer doctor hospital shelter money phone number now today
    tomorrow yesterday very much many some any all live lives living ya ty ona vy oni moy moya
    menya mne tebya nas vas chto kto gde kak pomogite pomosch nado nuzhno men meni magan menin
    sen siz ol bul qaida kaida bar zhok joq kerek komek otinem rahmet salem sara sary
    """
)

# Names that many villages have, of which we know one or few: never taken without asking, unless
# the region or district is named as well.
COMMON_VILLAGES: Final = _words(
    """
    покровка сосновка орловка кызылтуу
    абай акбулак акжар акжол акколь аккол аксу аксуат актас актау актобе актогай александровка
    алексеевка алтай амангелди амангельды андреевка аршалы аса атамекен ауэзов белогорский
    белоусовка бескол бесколь бирлестик борли боровое бурлин бурное вишневка георгиевка
    гвардейский дзержинское дмитриевка достык дружба жамбыл джамбул жанаталап жарык заводской
    запорожье ивановка казанка калкаман каменка карабулак карасу каратобе кенес кировский кирово
    коктал коктерек коктобе кокпекты кокпекти комсомольское комсомолец красноармейск
    красногорский краснознаменское кулан кызылжар кызылту ленинский ленинское луганск луговой
    луговое малиновка маяк михайловка молодежный николаевка никольский новотроицкое огневка
    озерное октябрьское орджоникидзе панфилов первомайка первомайский петровка пригородное
    приозерный рыбачье самар самарское сарыколь сарыкол сарыозек севастополь сергеевка славянка
    тасты теректы теректи узынколь узункол улкен ульяновский успен успенка федоров федоровка
    чапаев чапаево шевченко айет
    """
) | {"жана омир", "жибек жолы"}
