"""Words by which a text names a place, a time or a way, by kind and language.

They are spelt as people write them; :mod:`bot.handoff.fresh` folds them. A star stands for any
ending. Where a language has two scripts, both are in its line. The lists are not dictionaries: what
every text has in it ("home", "today") is only in the kinds that count in pairs.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

Lists = Mapping[str, tuple[str, ...]]


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def _lists(**languages: str) -> Lists:
    return {language: _words(text) for language, text in languages.items()}


# --- Enough by themselves ---------------------------------------------------------------------

# Streets, stops, what drives, meeting and fetching, directions.
STRONG: Final = _lists(
    ru="""
        улиц* ул просп* переул* микрорайон* мкр мкрн шоссе бульвар* площад* перекрест* подъезд
        подъезда подъезде подъезду этаж* кабинет* остановк* автобус* троллейбус* трамва*
        маршрутк* метро электричк* поезд* такси* яндекс попутк* вокзал* аэропорт* автостанц*
        автовокзал* рейс рейсом платформ* ориентир* маршрут* парковк* стоянк* заправк* встретим*
        встретит* встретят встреч* увидимся увидеться пересечемся подойд* подходите подъед*
        подъезж* приед* приезж* приходите придите придет* приду придем заходите зайдите зайдет*
        заезжайте заед* забер* забрать вывез* увез* отвез* довез* привез* выходите выйдите
        выйдете поезжайте езжайте едьте доед* доехать доберет* добрать* пройдите сверните
        поверните налево направо напротив идите спуститесь расположен* координаты геолокац*
        геопозиц* локаци* 2гис 2gis полдень полноч* полпервого полвторого полтретьего
        полчетвертого полпятого полшестого полседьмого полвосьмого полдевятого полдесятого
        полодиннадцатого полдвенадцатого половине часу ulic* ulits* prospekt* mikrorayon*
        ostanovk* avtobus* marshrutk* taksi poezd* vokzal* podezd* vstretim* vstrech* uvidimsya
        prihodite prixodite prikhodite pridite podoid* podoyd* priezzhai* priezjai* priezzhay*
        priedu priedem zaber* vyhodite vihodite vyidite viidite idite naprotiv nalevo napravo
        ploshad* уходите уезжайте отправляйтесь ступайте спросите
    """,
    en="""
        street streets avenue ave blvd boulevard crossroad* intersection corner bus buses tram
        metro subway train trains taxi taxis cab uber station airport platform entrance meet
        meets meeting pickup collect fetch located location coordinates gps noon midnight oclock
        address downtown upstairs downstairs minibus minivan walk pin behind opposite floor
    """,
    kk="""
        көше* көш даңғыл* ықшамаудан* шағынаудан* қиылыс* кіреберіс* аялдама* бекет* пойыз*
        әуежай* кездес* жолығайық жолығамыз жолығам барыңыз* шығыңыз* бұрылыңыз* түсіңіз мініңіз
        жүріңіз солға оңға орналас* қабат қабатта қабатқа қабаты қабатында келсеңіз келіңізші
        алдыңыздан koshe* koshesi kosh* ayaldama* kezdes* barynyz* baryniz shygynyz* shyginyz
        poiyz* danghyl* dangyl* артында артынан бұрыл* кетіңіз* барсаңыз қабаттамыз қабаттамын
        жиналамыз
    """,
    ky="""
        көчө* кече көч аялдама* бекет* жолуг* кездеш* барыңыз* чыгыңыз* бурулуңуз* түшүңүз
        миниңиз жүрүңүз солго оңго жайгаш* кабат кабатта кабатка кабаты кабатында унаа*
        алдыңыздан kocho* koche* jolug* baryngyz* chygyngyz* baryniz chyginiz артында артынан
        бурул* кетиңиз* барсаңыз басыңыз кабаттабыз кабаттамын
    """,
    uz="""
        ko'cha* xiyobon* mavze* chorraha* bekat* avtobus* poyezd* poezd* mashina* uchrash*
        boring boringiz chiqing chiqingiz buriling tushing yuring joylash* qavat* aeroport*
        metro* vokzal* chapga o'ngga kelinglar boringlar chiqinglar olingizga kelsangiz kelsez
        orqasida buril* keting ketinglar borsangiz
    """,
    uz_Cyrl="""
        кўча* кўч хиёбон* мавзе* чорраҳа* бекат* машина* учраш* боринг борингиз чиқинг чиқингиз
        бурилинг тушинг юринг жойлаш* қават* чапга ўнгга келинглар боринглар чиқинглар келсангиз
        орқасида бурил* кетинг кетинглар борсангиз
    """,
    tg="""
        кӯча* куча* хиёбон* истгоҳ* чорроҳа* қатора* мошин* вохӯр* вомехӯр* мулоқот* равед*
        биравед бароед* фароед* савор гардед* ҷойгир* ошён* ҳуҷра* фурудгоҳ* меоянд мебарем
        мебаранд пешвоз kucha* istgoh* vomekhur* vohur* biyoed raved baroed пушти паси гард
        гашта бигардед
    """,
    tk="""
        köçe* şaýol* awtobus* marşrut* duralga* duralka* otly otla otludan wokzal* duşuş* baryň
        çykyň öwrüliň düşüň münüň ýöräň ýerleş* otag* çepe saga maşyn* gidişeli aeroport*
        ugraýar kocesi arkasynda öwrül* gidiň gidiňler gatda gatdaky
    """,
    kaa="""
        kóshe* ayaldama* bekat* ushıras* barıń shıǵıń burılıń túsiń minip miniń júriń jaylas*
        qabat qabatta qabatqa qabatı qabatında shepke ońǵa mashina* avtobus* awtobus* poezd*
        vokzal* kelseńiz artında burıl* ketiń ketińler qabattamız qabattaman
    """,
)

# The same in several words, each of which alone says nothing.
PHRASES: Final = _lists(
    ru="""
        том_же_месте* прежнем_месте* прошлом_месте* обычном_месте* по_адресу* на_карте*
        в_час_ноч* в_час_дн* без_четверти* без_пятнадцати* без_десяти* без_двадцати*
        за_вами_приед* за_вами_заед* жду_вас_там* будут_ждать* буду_ждать* ждет_вас* ждут_вас*
        будьте_готовы*
    """,
    en="""
        same_place usual_place half_past quarter_past quarter_to pick_you pick_her get_off
        get_on turn_left turn_right on_the_map see_you_at see_you_on wait_for_you waits_for_you
        waiting_for_you come_to_us come_to_our come_to_the come_to_my come_here come_over
        the_stop go_to_the drop_you drive_you take_you ask_for wait_at wait_in_the be_ready
        drop_in ask_the head_for head_to
    """,
    kk="""
        баяғы_жер* сол_жер* бұрынғы_жер* алып_кет* ертіп_кет* күтіп_ал* қарсы_ал* алып_бар*
        жеткізіп_* күтіп_тұр*
    """,
    ky="""
        ошол_жер* мурунку_жер* баягы_жер* алып_кет* ээрчитип_* тосуп_ал* алып_бар* жеткирип_*
        күтүп_тур*
    """,
    uz="o'sha_joy* avvalgi_joy* olib_ket* kutib_ol* olib_bor* u_bilan_ket* kutib_tur*",
    uz_Cyrl="ўша_жой* аввалги_жой* олиб_кет* кутиб_ол* олиб_бор* у_билан_кет* кутиб_тур*",
    tg="ҳамон_ҷо* ҳамонҷо_вохӯр* гирифта_мебар* бо_ӯ_рав* рост_рав* интизор_мешав* дар_интизор*",
    tk="şol_ýer* öňki_ýer* alyp_gid* garşy_al* alyp_bar* bilen_gid* garaşyp_dur* alyp_geder*",
    kaa="sol_jer* burınǵı_jer* alıp_ket* kútip_al* alıp_bar* menen_ket* ertip_ket* kútip_tur*",
)

# Where one meets, and seldom speaks of otherwise.
LANDMARKS: Final = _lists(
    ru="""
        аптек* базар* мечет* церк* почт* магазин* супермаркет* парк* сквер* гостиниц* кафе
        ресторан* ворот* калитк* акимат* киоск* ларек* ларьк* фонтан* памятник* кладбищ*
        стадион* библиотек* цон цона цоне rynk* apte* bazar* magazin* гараж* набережн* банкомат*
        пекарн* ресепш* крыльц* лавк* скамейк* рынок рынк* мэрия мэрии реке реки реку отель
        отеля отеле отелю мостом забор* минивэн* фургон* охранник* дежурн* вахтер* угол угла
        кольца проходн*
    """,
    en="""
        pharmacy market bazaar mosque shop store hotel cafe bridge gate kiosk fountain monument
        stadium garage garages bakery river desk reception block blocks bench atm van fence
        guard corner road roundabout lobby
    """,
    kk="""
        дәріхана* базар* мешіт* шіркеу* пошта* дүкен* саябақ* қонақүй* кафе* қақпа* әкімдік*
        вокзал* bazar* meshit* dukendi* dukennin* гараж* өзен* банкомат* наубайхана*
        супермаркет* тұрақ* қоршау* бұрыш* күзетші*
    """,
    ky="""
        дарыкана* базар* мечит* чиркөө* почта* дүкөн* сейилбак* мейманкана* кафе* көпүрө*
        дарбаза* вокзал* гараж* банкомат* наабайкана* супермаркет* тосмо* бурч* кароолчу*
    """,
    uz="""
        dorixona* apteka* bozor* masjid* cherkov* pochta* do'kon* magazin* mehmonxona* kafe*
        ko'prik* darvoza* hokimiyat* garaj* bankomat* novvoyxona* supermarket* devor* burchak*
        qorovul*
    """,
    uz_Cyrl="""
        дорихона* аптека* бозор* масжид* черков* почта* дўкон* магазин* меҳмонхона* кафе*
        кўприк* дарвоза* ҳокимият* гараж* банкомат* новвойхона* супермаркет* девор* бурчак*
        қоровул*
    """,
    tg="""
        дорухона* бозор* масҷид* калисо* почта* мағоза* дӯкон* меҳмонхона* қаҳвахона* дарвоза*
        гараж* банкомат* нонвойхона* супермаркет* девори кунҷ* посбон*
    """,
    tk="""
        dermanhana* bazar* metjit* buthana* poçta* dükan* myhmanhana* kafe* köpri* derweze*
        garaž* garaj* bankomat* supermarket* haýat haýaty burç* garawul*
    """,
    kaa="""
        dárixana* bazar* meshit* pochta* dúkan* miymanxana* kafe* kópir* dárwaza* garaj*
        bankomat* supermarket* diywal* múyesh* qarawıl*
    """,
)

# Days of the week: a talk without a meeting does without them.
WEEKDAYS: Final = _lists(
    ru="понедельник* вторник* среду среды четверг* пятниц* суббот* воскресень*",
    en="monday* tuesday* wednesday* thursday* friday* saturday* sunday*",
    kk="дүйсенбі* сейсенбі* сәрсенбі* бейсенбі* сенбі* жексенбі* жұма жұмада жұмаға",
    ky="дүйшөмбү* шейшемби* шаршемби* бейшемби* ишемби* жекшемби* жума жумада",
    uz="dushanba* seshanba* chorshanba* payshanba* juma jumada shanba* yakshanba*",
    uz_Cyrl="душанба* сешанба* чоршанба* пайшанба* жума жумада шанба* якшанба*",
    tg="душанбе* сешанбе* чоршанбе* панҷшанбе* ҷумъа шанбе* якшанбе*",
    tk="duşenbe* sişenbe* çarşenbe* penşenbe* şenbe* ýekşenbe*",
    kaa="dúyshembi* siyshembi* sárshembi* piyshembi* shembi* ekshembi* juma jumada",
)

# "Come": also how a sentence begins that says "let us", and in Latin letters also a bride.
COME: Final = _lists(
    kk="келіңіз келіңіздер keliniz kelingiz keliñiz",
    ky="келиңиз келиңиздер",
    uz="keling kelingiz",
    uz_Cyrl="келинг келингиз",
    tg="биёед биёетон",
    tk="geliň geliňiz",
    kaa="keliń kelińiz",
)

# --- Enough in pairs --------------------------------------------------------------------------

# Going, waiting: with a day, a landmark or a place's name.
GO: Final = _lists(
    ru="""
        жду ждем ждет ждут ждать подождет подождут уходите уйдите уйти уйдете уезжайте уедете
        уехать уедем бегите убегайте ступайте ехать едем едет поедете поедем пойдите пойдем
        пойдете сходите сядьте садитесь пересядьте находится явитесь подождите zhdu zhdem jdu
        берите возьмите
    """,
    en="""
        go goes leave leaving wait waits waiting arrive arrives drive drives driver walk run
        come comes coming hearing
    """,
    kk="""
        келеді келемін келем келеміз келесіз барамын барамыз барасыз барады күтемін күтем
        күтеміз күтеді күтіп шығасыз шығамыз кетіңіз кетесіз кетейік тұрамын тұрады тұрамыз
        болыңыз барып келіп отырып отырыңыз kutemin kutem kutemiz keledi kelemin
    """,
    ky="""
        келет келем келебиз келесиз барам барабыз барасыз барат күтөм күтөбүз күтөт күтүп
        чыгасыз кетиңиз кетесиз турам турат турабыз болуңуз барып келип түшүп отуруңуз
    """,
    uz="""
        keladi kelaman kelamiz kelasiz boraman boramiz borasiz boradi kutaman kutamiz kutadi
        kutib chiqasiz keting ketasiz turaman turadi turamiz bo'ling borib kelib o'tirib
        o'tiring
    """,
    uz_Cyrl="""
        келади келаман келамиз келасиз бораман борамиз борасиз боради кутаман кутамиз кутади
        кутиб чиқасиз кетинг кетасиз тураман туради турамиз бўлинг бориб келиб ўтириб
    """,
    tg="""
        меояд меоям меоем меоед меравам меравем меравед меравад интизор мебарояд мебароед бошед
        меистам меистад биист нишинед шинед
    """,
    tk="""
        gelýär gelerin geleris gelersiňiz gelsin bararyn barar bararys barýar garaşýaryn
        garaşarys garaşarlar garaşar garaşyň garaşaryn gidiň gidersiňiz durar duraryn boluň
        gider gideris garaş* gelýärler
    """,
    kaa="""
        keledi kelemen kelemiz kelesiz baraman baramız barasız baradı kútemen kútemiz kútedi
        shıǵasız ketiń ketesiz turaman turadı turamız bolıń barıp kelip otırıp
    """,
)

# Being somewhere: with a landmark only, as one is sad today as well.
BE: Final = _lists(
    ru="буду будем будет будут будьте стоит стоят стоять стою увидите",
    en="be see going get take takes bring brings",
    kk="көресіз көрінеді кіресіз",
    ky="көрүнөт көрөсүз киресиз",
    uz="ko'rasiz kirasiz ko'rinadi",
    uz_Cyrl="кўрасиз кирасиз кўринади",
    tg="мебинед медароед",
    tk="görersiňiz girýärsiňiz görüner",
    kaa="kóresiz kiresiz kórinedi",
)

WHEN: Final = _lists(
    ru="""
        завтра послезавтра сегодня утром вечером ночью днем обеда полчаса через рассвет*
        выходные zavtra segodnya vecherom utrom
    """,
    en="today tonight tomorrow morning afternoon evening weekend dawn minutes hour",
    kk="""
        ертең ертеңгі бүгін таңертең таңмен кешке кешкі түнде түсте түстен минуттан сағаттан
        erten* bugin
    """,
    ky="эртең эртенки бүгүн кечинде кечки кечке түндө түштө түштөн мүнөттөн сааттан erten* ertenki",
    uz="""
        ertaga bugun indin ertalab kechqurun kechki kechasi tushda tushdan daqiqadan minutdan
        soatdan tongda
    """,
    uz_Cyrl="""
        эртага бугун индин эрталаб кечқурун кечки кечаси тушда тушдан дақиқадан минутдан соатдан
        тонгда
    """,
    tg="пагоҳ* фардо имрӯз имшаб субҳ субҳи бегоҳ* шаб шабона нисфирӯзӣ дақиқа pagoh* fardo imruz",
    tk="ertir ertire ertirki şugün bugün anna irden agşam agşamara gije öýlän minutdan sagatdan",
    kaa="erteń búgin azanda keshte keshki keshqurın túnde tústen túste minuttan saattan",
)

# Landmarks of every talk: beside a word of nearness or going, or with a number.
COMMON: Final = _lists(
    ru="""
        школ* детсад* садик* больниц* поликлин* роддом* офис* суд суда суде суду отделени*
        отдел* участ* двор* вход* выход* машин* домом здани* банк* университет* институт* мост*
        столов* салон* углу угол угла дверь двери дверью
    """,
    en="""
        school kindergarten hospital clinic office court police door park bank university
        library car yard building church post mall
    """,
    kk="""
        мектеп* балабақша* аурухана* емхана* кеңсе* сот* бөлімше* банк* есік* аула* орталық*
        көлік* ғимарат* көпір*
    """,
    ky="мектеп* бакча* оорукана* бейтапкана* кеңсе* сот* бөлүм* банк* эшик* короо* борбор* имарат*",
    uz="""
        maktab* bog'cha* kasalxona* shifoxona* poliklinika* idora* ofis* sud* bo'lim* bank*
        eshik* hovli* markaz* bino* park* bog' bog'da bog'i
    """,
    uz_Cyrl="""
        мактаб* боғча* касалхона* шифохона* поликлиника* идора* офис* суд* бўлим* банк* эшик*
        ҳовли* марказ* бино* парк* боғ боғда боғи
    """,
    tg="мактаб* боғча* беморхона* дармонгоҳ* идора* суд* бонк* ҳавли* марказ* бино* боғ* пули дари",
    tk="""
        mekdep* mekdeb* hassahana* keselhana* edara* kazyýet* bank* gapy* howly* merkez* bina*
        park* çagalar
    """,
    kaa="""
        mektep* mektebi* baqsha* emlewxana* keńse* sud* bank* esik* háwli* oray* imarat* bólim*
        park*
    """,
)

# By, before, behind, opposite: beside a landmark.
NEAR: Final = _lists(
    ru="у около возле рядом за перед позади недалеко vozle okolo ryadom к до",
    en="near by behind outside opposite beside front next past inside towards toward",
    kk="""
        жанында жанына қасында қасына алдында алдына артында артына ішінде маңында қарсысында
        қарай жаққа жақтан маңайында
    """,
    ky="""
        жанында жанына алдында алдына артында артына ичинде каршысында тушунда көздөй карай
        жакка жактан
    """,
    uz="""
        yonida yoniga oldida oldiga orqasida orqasiga ichida qarshisida ro'parasida tomon
        tomonga tomondan
    """,
    uz_Cyrl="""
        ёнида ёнига олдида олдига орқасида орқасига ичида қаршисида рўпарасида томон томонга
        томондан
    """,
    tg="назди назд пеши паси пушти паҳлӯи рӯбарӯи тарафи тараф",
    tk="""
        ýanynda ýanyna öňünde öňüne arkasynda arkasyna içinde garşysynda gapdalynda tarap tarapa
        tarapdan
    """,
    kaa="""
        janında janına qasında aldında aldına artında artına ishinde qarsısında qaray tárepke
        tárepten
    """,
)

# Here, to us: with coming.
HERE: Final = _lists(
    ru="сюда туда там нам",
    en="here there",
    kk="осында мұнда осылай бізге бізде сонда маған",
    ky="бизге ушул мында маган",
    uz="bizga menga yerga bizning",
    uz_Cyrl="бизга менга ерга бизнинг",
    tg="инҷо наздам мо",
    tk="bize maňa ýere bärik",
    kaa="bizge maǵan jerge",
)

# --- Beside a number --------------------------------------------------------------------------

# Houses, floors, buses: next to a number.
NUMBERED: Final = _lists(
    ru="дом* д кв кварт* корп* строен* стр этаж* офис* каб палат* школ* подъезд* п номер номере",
    en="house flat apartment apt room floor building bus block unit route no number",
    kk="үй үйі үйде үйге үйдің пәтер* бөлме* кабинет* корпус* қабат* uy pater* ui",
    ky="үй үйү үйдө үйгө үйдүн батир* квартира* бөлмө* кабинет* корпус* кабат*",
    uz="uy uyda uyga uyi xonadon* kvartira* xona* kabinet* qavat* dom* maktab*",
    uz_Cyrl="уй уйда уйга уйи хонадон* квартира* хона* кабинет* қават* дом* мактаб*",
    tg="хона хонаи ҳавли* ҳуҷра* квартира* ошёна* бинои дом*",
    tk="jaý jaýy jaýda otag* öý gat kwartira* jay",
    kaa="úy úyi úyde xana* kvartira* kabinet* qabat*",
)

# Addresses: a number stands within four words behind.
ADDRESSES: Final = _lists(
    ru="адрес* adres*",
    kk="мекенжай* мекен mekenzhai*",
    ky="дарек* дареги",
    uz="manzil*",
    uz_Cyrl="манзил*",
    tg="суроға* нишонӣ адрес*",
    tk="salgy* adres*",
    kaa="mánzil* adres*",
)

# "O'clock" where it stands before its number; behind one it is a length of time.
HOURS: Final = _lists(
    ru="часов часам часа",
    kk="сағат* sagat* saghat*",
    ky="саат* saat*",
    uz="soat*",
    uz_Cyrl="соат*",
    tg="соат* soat*",
    tk="sagat*",
    kaa="saat*",
)

# Before a number: at six. Not where the number counts something (COUNTED).
AT: Final = _lists(
    ru="в во к ко до после около с со v k do posle",
    en="at by until till after before around from",
)

# Beside a number on either side: six in the evening.
DAYTIMES: Final = _lists(
    ru="утра вечера ночи дня пополудни",
    en="am pm morning evening afternoon night tonight",
    kk="кешкі ертеңгі таңғы түнгі түскі keshki tangy",
    ky="кечки эртеңки таңкы түнкү түшкү kechki ertenki",
    uz="kechki kechqurun ertalab ertalabki tungi kunduzgi tongi peshin",
    uz_Cyrl="кечки кечқурун эрталаб эрталабки тунги кундузги тонги пешин",
    tg="бегоҳ бегоҳӣ бегоҳии субҳ субҳи пагоҳӣ пагоҳии шаб шаби рӯзи pagohi",
    tk="agşam irden ertirki gije agşamky gündiz",
    kaa="keshki azanǵı túngi túski",
)

# Half past, behind a number.
HALVES: Final = _lists(
    kk="жарымда жарымға",
    ky="жарымда жарымга",
    uz="yarimda yarimga",
    uz_Cyrl="яримда яримга",
    tg="ним нимта",
    tk="ýarymda ýaryma",
    kaa="yarımda jarımda yarımǵa",
)

MONTHS: Final = _lists(
    ru="январ* феврал* март* апрел* мая май июн* июл* август* сентябр* октябр* ноябр* декабр*",
    en="""
        january february march april may june july august september october november december
        jan feb mar apr jun jul aug sept oct nov dec
    """,
    kk="""
        қаңтар* ақпан* наурыз* сәуір* мамыр* маусым* шілде* тамыз* қыркүйек* қазан* қараша*
        желтоқсан*
    """,
    uz="""
        yanvar* fevral* mart* aprel* may* iyun* iyul* avgust* sentabr* sentyabr* oktabr*
        oktyabr* noyabr* dekabr*
    """,
    tk="ýanwar* fewral* maý* iýun* iýul* awgust* sentýabr* oktýabr* noýabr*",
)

NUMBERS: Final = _lists(
    ru="""
        два две двух двум три трех трем четыре четырех пять пяти шесть шести семь семи восемь
        восьми девять девяти десять десяти одиннадцать двенадцать двенадцати двадцать тридцать
        сорок пятьдесят шестьдесят семьдесят восемьдесят девяносто сто двести триста семьсот
        восемьсот ноль первого второго третьего шестом пятом первый первом второй втором третий
        третьем четвертый четвертом пятый шестой седьмой восьмой девятый десятый
    """,
    en="""
        two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty
        sixty seventy eighty ninety zero first second third fourth fifth sixth seventh eighth
        ninth tenth
    """,
    kk="бір* екі* үш* төрт* бес* алты* жеті* сегіз* тоғыз* он онда онға онбір* онекі* жиырма*",
    ky="бир* эки* үч* төрт* беш* алты* жети* сегиз* тогуз* он ондо онго жыйырма*",
    uz="bir* ikki* uch* to'rt* besh* olti* yetti* sakkiz* to'qqiz* o'n o'nda o'nga yigirma*",
    uz_Cyrl="бир* икки* уч* тўрт* беш* олти* етти* саккиз* тўққиз* ўн ўнда ўнга йигирма*",
    tg="як яки ду дуи се сеи чор чори панҷ* шаш* ҳафт* ҳашт* нӯҳ* даҳ даҳи ёздаҳ* дувоздаҳ* бист*",
    tk="bir* iki* üç* dört* bäş* alty* ýedi* sekiz* dokuz* on onda ona ýigrimi*",
    kaa="bir* eki* úsh* tórt* bes* altı* jeti* segiz* toǵız* on onda onǵa jigirma*",
)

# --- What makes it harmless -------------------------------------------------------------------

# Behind a number: it counts these, and is no time and no house.
COUNTED: Final = _lists(
    ru="""
        раз раза год* лет* месяц* недел* дней дни дню день дет* реб* минут* человек* сут* родов
        страниц* вариант* вопрос* из процент* тысяч* стат* шаг* нед мес мин чел подруг* сын*
        доч*
    """,
    en="""
        year* month* week* day days child* kid* people person* time times minute* hour*
        question* step* of thing* percent more other son* daughter* article*
    """,
    kk="жыл* жас* ай айдан күн* рет бала* адам* сағат* минут* апта* ұл* қыз*",
    ky="жыл* жаш* ай күн* жолу бала* адам* саат* мүнөт* апта* уул* кыз*",
    uz="yil* yosh* oy oydan kun* marta bola* farzand* odam* soat* daqiqa* hafta* ta o'g'il* qiz*",
    uz_Cyrl="йил* ёш* ой ойдан кун* марта бола* фарзанд* одам* соат* дақиқа* ҳафта* та қиз*",
    tg="сол* моҳ* рӯз* бор бача* фарзанд* нафар* соат* дақиқа* ҳафта* кӯдак*",
    tk="ýyl* ýaş* aý gün* gezek çaga* adam* sagat* minut* hepde* ogul* gyz*",
    kaa="jıl* jas* ay kún* ret bala* adam* saat* minut* hápte* qız* ul*",
)

# Before a number: it is a helpline's, or an article's.
CALLED: Final = _lists(
    ru="позвон* звон* набер* набир* лини* полици* скор* номер* стать* ст закон* телефон*",
    en="call dial line police number article law section phone",
    kk="нөмір* полиция* жедел* қоңырау* бап* желі*",
    ky="номер* милиция* тез чал* статья* линия*",
    uz="raqam* militsiya* qo'ng'iroq* modda* tez",
    uz_Cyrl="рақам* милиция* қўнғироқ* модда* тез",
    tg="рақам* милитсия* занг* модда*",
    tk="belgi* polisiýa* jaň* madda*",
    kaa="nomer* qońıraw* statya*",
)

# Behind "kelin", "gelin": become a bride.
BRIDE: Final = _words("bo'l bol tush tús düş qız alıp")

# --- In many forms ----------------------------------------------------------------------------

# What a number has behind it when it says at or by which hour. Not "та": Uzbek counts with it.
CASES: Final = _words("да де те га ге ке го до дө da de te ga ge ke")
# Between a number and its noun: 12-nji, 10-шы, 2-й.
ORDINALS: Final = _words(
    """
    й я е ый ой ая ое ого ом ші шы інші чи чы нчи нчы инчи ум юм nji njy nchi inchi shi shı
    th st nd rd
    """
)
# Endings of the names of places, besides those of Russian.
PLACE_ENDINGS: Final = _words(
    """
    да де та те дан ден тан тен га ге ка ке нда нде ндан нден дагы деги таги даги нан нен дын дин
    нын нин тын тин ны ни до ко дон дун го тон лик лык лук и ро ба ги нинг
    da de ta te dan den tan ten ga ge qa ka ke nda nde dagi degi dagy nan nen dyn din nyn nin ning
    ni ny ya a e y na ne s
    """
)
