using System.Collections.Frozen;

namespace Pith.Text;

/// <summary>The words that a number takes with it.</summary>
internal static class UnitNames
{
    // "in", "a" and "A" are left out: as prepositions and articles they follow numbers far more often than as units.
    private static readonly FrozenSet<string> s_symbols = Split("""
        m km cm mm nm µm μm pm dm mi ft yd nmi au ly g kg mg µg μg ng t kt Mt lb lbs oz st s ms µs μs ns ps h hr hrs min mins sec secs d wk wks yr yrs mo
        l L ml mL cl dl dL µL μL hl gal m² m³ km² km³ cm² cm³ mm² ft² ft³ ha m2 m3 km2 cm2 cm3 ac N kN J kJ MJ GJ W kW MW GW TW mW Wh kWh MWh GWh TWh V kV mV
        mA µA kA Ah mAh Ω kΩ MΩ Ohm F µF nF pF H mH T Hz kHz MHz GHz THz Pa hPa kPa MPa GPa bar mbar psi atm K C R cal kcal eV keV MeV GeV mol mmol µmol M mM µM nM
        cd lm lx lux rad sr Bq Sv mSv Gy dB dBm B kB KB MB GB TB PB EB KiB MiB GiB TiB kb Kb Mb Gb Tb kbit Mbit Gbit bps kbps Kbps Mbps Gbps kbit/s Mbit/s MB/s
        px pt em rem vh vw dpi ppi fps rpm mph kph kmh kn ppm ppb bp bps pp wt vol IU U mmHg HP hp
        USD EUR GBP JPY CNY RMB CHF CAD AUD NZD INR RUB BRL MXN KRW SEK NOK DKK PLN CZK HUF TRY ZAR SGD HKD TWD THB IDR ILS AED SAR BTC ETH Rs kr zł Kč Ft
        км м см мм кг г мг т л мл ч мин сек руб р млн млрд тыс трлн га кВт МВт
        """, StringComparer.Ordinal);

    private static readonly FrozenSet<string> s_words = Split("""
        second seconds minute minutes hour hours day days week weeks fortnight fortnights month months year years decade decades century centuries
        millisecond milliseconds microsecond microseconds nanosecond nanoseconds
        metre metres meter meters kilometre kilometres kilometer kilometers centimetre centimetres centimeter centimeters millimetre millimetres millimeter millimeters
        inch inches foot feet yard yards mile miles acre acres hectare hectares
        gram grams gramme grammes kilogram kilograms kilogramme kilogrammes kilo kilos milligram milligrams tonne tonnes ton tons pound pounds ounce ounces
        litre litres liter liters millilitre millilitres milliliter milliliters gallon gallons pint pints barrel barrels
        watt watts kilowatt kilowatts megawatt megawatts gigawatt gigawatts volt volts amp amps ampere amperes ohm ohms hertz joule joules calorie calories kelvin
        bit bits byte bytes kilobyte kilobytes megabyte megabytes gigabyte gigabytes terabyte terabytes token tokens pixel pixels
        degree degrees celsius fahrenheit percent pct knots
        dollar dollars cent cents euro euros pence sterling yen yuan rupee rupees ruble rubles rouble roubles franc francs peso pesos won lira liras
        sekunde sekunden minuten stunde stunden tag tage tagen woche wochen monat monate monaten jahr jahre jahren meilen prozent grad
        segundo segundos minuto minutos hora horas día días semana semanas mes meses año años metros kilómetros millas toneladas grados euro dólares
        seconde secondes heure heures jour jours semaine semaines mois ans année années mètres kilomètres tonnes degrés
        секунд секунды минут минуты минута час часа часов день дня дней недель недели месяц месяца месяцев год года лет км метров километров тонн рублей долларов процентов процента
        saniye dakika saat gün hafta yıl metre kilometre derece
        साल वर्ष दिन घंटे मिनट किलोमीटर मीटर किमी रुपये प्रतिशत
        عام عاما عاماً سنة سنوات يوم يوما أيام ساعة ساعات دقيقة دقائق شهر أشهر كم متر مترا كيلومتر دولار
        """, StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string> s_magnitudes = Split("""
        hundred thousand million millions billion billions trillion trillions mn bn tn k m b lakh lakhs crore crores dozen
        tausend millionen milliarde milliarden mil millón millones milliard milliards milliers
        тысяч тысячи миллион миллиона миллионов миллиард миллиарда миллиардов млн млрд тыс bin milyon milyar लाख करोड़ مليون مليار ألف
        """, StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string> s_currencyCodes = Split(
        "USD EUR GBP JPY CNY RMB CHF CAD AUD NZD INR RUB BRL MXN KRW SEK NOK DKK PLN CZK HUF TRY ZAR SGD HKD TWD THB IDR ILS AED SAR BTC ETH",
        StringComparer.Ordinal);

    private static readonly FrozenSet<string> s_months = Split(
        """
        January February March April May June July August September October November December Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec
        JANUARY FEBRUARY MARCH APRIL MAY JUNE JULY AUGUST SEPTEMBER OCTOBER NOVEMBER DECEMBER JAN FEB MAR APR JUN JUL AUG SEP OCT NOV DEC
        """,
        StringComparer.Ordinal);

    private static readonly FrozenSet<string> s_foreignMonths = Split("""
        Januar Februar März Mai Juni Juli Oktober Dezember janvier février mars avril mai juin juillet août septembre octobre novembre décembre
        enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre
        gennaio febbraio aprile maggio giugno luglio settembre ottobre dicembre janeiro fevereiro março maio junho julho setembro outubro novembro dezembro
        января февраля марта апреля мая июня июля августа сентября октября ноября декабря
        Ocak Şubat Mart Nisan Mayıs Haziran Temmuz Ağustos Eylül Ekim Kasım Aralık januari februari maart mei augustus
        जनवरी फरवरी फ़रवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर सितम्बर अक्टूबर नवंबर नवम्बर दिसंबर दिसम्बर
        يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر
        """, StringComparer.Ordinal);

    private static readonly FrozenSet<string> s_counters = Split(
        """
        年 月 日 時 时 分 秒 点 點 天 周 週 号 號 个 個 箇 件 条 條 只 隻 本 匹 枚 台 臺 人 名 位 次 回 度 元 円 圆 圓 岁 歳 才 倍 米 克 吨 噸 升 里 届 章 页 頁 級 级 层 層 階 国 家 所 种 種 代 世 歩 步 丁 番 位 話 集 巻 卷 篇 首 票 割
        个月 個月 ヶ月 か月 カ月 ヵ月 箇月 小时 小時 時間 分钟 分鐘 分間 秒間 日間 週間 年間 年代 年度 月份 世纪 世紀 星期 公里 公斤 千克 千米 毫米 厘米 公分 公尺 平方 立方 英里 英尺 公顷 毫升 美元 日元 欧元 歐元 英镑 港元 台币 人民 人次 万円 億円 ドル ユーロ ポンド メートル キロ トン グラム パーセント ページ
        ヶ国 か国 カ国 か所 ヶ所 カ所 点钟 點鐘 平方米 立方米 人民币 多年 余年 多人 余人 余り
        """, StringComparer.Ordinal);

    public static bool IsUnit(ReadOnlySpan<char> word) => Has(s_symbols, word) || Has(s_words, word);

    public static bool IsMagnitude(ReadOnlySpan<char> word) => word.Length > 1 && Has(s_magnitudes, word);

    public static bool IsCurrencyCode(ReadOnlySpan<char> word) => word.Length == 3 && Has(s_currencyCodes, word);

    public static bool IsMonth(ReadOnlySpan<char> word) => Has(s_months, word);

    public static bool IsForeignMonth(ReadOnlySpan<char> word) => Has(s_foreignMonths, word);

    public static bool IsCounter(ReadOnlySpan<char> word) => Has(s_counters, word);

    public static bool IsOrdinal(ReadOnlySpan<char> word) =>
        word.Equals("st", StringComparison.OrdinalIgnoreCase) || word.Equals("nd", StringComparison.OrdinalIgnoreCase)
        || word.Equals("rd", StringComparison.OrdinalIgnoreCase) || word.Equals("th", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether <paramref name="tail"/>, written right behind a number, makes a quantity (<c>5kg</c>, <c>3rd</c>, <c>1080p</c>) and not a name.</summary>
    public static bool IsTail(ReadOnlySpan<char> tail)
    {
        int per = tail.IndexOf('/');
        if (per > 0)
        {
            return IsUnit(tail[..per]) && IsUnit(tail[(per + 1)..]);
        }

        return IsOrdinal(tail) || IsUnit(tail) || Has(s_magnitudes, tail) || tail is "x" or "X" or "p" or "i" or "s" or "G" or "in" or "A" or "am" or "pm" or "AM" or "PM" or "'s" or "\u2019s";
    }

    private static FrozenSet<string> Split(string names, StringComparer comparer) =>
        names.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).ToFrozenSet(comparer);

    private static bool Has(FrozenSet<string> names, ReadOnlySpan<char> word) => names.GetAlternateLookup<ReadOnlySpan<char>>().Contains(word);
}
