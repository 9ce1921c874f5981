#include "models/settings/SettingInfo.h"

#include "services/api/ConnectionSettings.h"

#include <QCoreApplication>
#include <QUrl>

#include <algorithm>
#include <cmath>

namespace assay {

namespace {

QString tr(const char *text) { return QCoreApplication::translate("assay", text); }

SettingInfo choice(const char *key, SettingGroup group, const char *title, const char *help, const char *fallback, QList<SettingInfo::Choice> choices)
{
    return {QLatin1String(key), group, SettingKind::Choice, title, help, QLatin1String(fallback), std::move(choices)};
}

SettingInfo number(const char *key, SettingGroup group, const char *title, const char *help, double fallback, double lowest, double highest)
{
    return {QLatin1String(key), group, SettingKind::Number, title, help, fallback, {}, lowest, highest};
}

SettingInfo toggle(const char *key, SettingGroup group, const char *title, const char *help, bool fallback)
{
    return {QLatin1String(key), group, SettingKind::Toggle, title, help, fallback};
}

SettingInfo text(const char *key, SettingGroup group, const char *title, const char *help, bool (*takes)(const QString &), const char *example)
{
    SettingInfo info{QLatin1String(key), group, SettingKind::Text, title, help, QString()};
    info.takes = takes;
    info.example = example;
    return info;
}

bool isWebAddress(const QString &text)
{
    const QUrl url(text, QUrl::StrictMode);
    return url.isValid() && (url.scheme() == QLatin1String("http") || url.scheme() == QLatin1String("https")) && !url.host().isEmpty() && url.userInfo().isEmpty();
}

bool isProxyChoice(const QString &text) { return text == QLatin1String("direct") || isProxyAddress(text); }

SettingInfo forEngine(SettingInfo info, const char *option, double factor = 1, const char *unit = nullptr, const char *atLowest = nullptr)
{
    info.engineOption = QLatin1String(option);
    info.engineFactor = factor;
    info.unit = unit;
    info.atLowest = atLowest;
    return info;
}

// clang-format off
QList<SettingInfo> appearance()
{
    using G = SettingGroup;
    SettingInfo zoom = number("appearance/zoom", G::Appearance, QT_TRANSLATE_NOOP("assay", "Text size"),
        QT_TRANSLATE_NOOP("assay", "Everything grows with the text."), 100, 80, 200);
    zoom.step = 10;
    zoom.unit = QT_TRANSLATE_NOOP("assay", "%");
    return {
        choice("appearance/theme", G::Appearance, QT_TRANSLATE_NOOP("assay", "Theme"),
            QT_TRANSLATE_NOOP("assay", "High contrast is white and yellow on black, with lines around every control."), "system",
            {{QStringLiteral("system"), QT_TRANSLATE_NOOP("assay", "Same as the system")}, {QStringLiteral("light"), QT_TRANSLATE_NOOP("assay", "Light")},
             {QStringLiteral("dark"), QT_TRANSLATE_NOOP("assay", "Dark")}, {QStringLiteral("contrast"), QT_TRANSLATE_NOOP("assay", "High contrast")}}),
        choice("appearance/language", G::Appearance, QT_TRANSLATE_NOOP("assay", "Language"),
            QT_TRANSLATE_NOOP("assay", "Of the window, its numbers and its dates. Files stay the same in every language."), "",
            {{QString(), QT_TRANSLATE_NOOP("assay", "Same as the system")}, {QStringLiteral("en"), "English"}, {QStringLiteral("de"), "Deutsch"}}),
        zoom,
        toggle("appearance/reducedMotion", G::Appearance, QT_TRANSLATE_NOOP("assay", "Reduce motion"),
            QT_TRANSLATE_NOOP("assay", "Docks and lists jump to their new place instead of gliding there."), false),
        toggle("appearance/patterns", G::Appearance, QT_TRANSLATE_NOOP("assay", "Patterns in charts"),
            QT_TRANSLATE_NOOP("assay", "Hatches and dashes beside the colours, for print and for eyes that see colours differently."), false),
    };
}

QList<SettingInfo> engine()
{
    using G = SettingGroup;
    return {
        forEngine(number("engine/slots", G::Engine, QT_TRANSLATE_NOOP("assay", "Benchmarks at a time"),
            QT_TRANSLATE_NOOP("assay", "How many benchmarks the local engine runs side by side."), 0, 0, 1024),
            "--slots", 1, nullptr, QT_TRANSLATE_NOOP("assay", "twice the processors")),
        forEngine(number("engine/slotsPerProvider", G::Engine, QT_TRANSLATE_NOOP("assay", "Benchmarks of one provider at a time"),
            QT_TRANSLATE_NOOP("assay", "For programs that cannot share this computer with themselves."), 0, 0, 1024),
            "--slots-per-provider", 1, nullptr, QT_TRANSLATE_NOOP("assay", "no limit of its own")),
        forEngine(number("engine/slotsPerModel", G::Engine, QT_TRANSLATE_NOOP("assay", "Benchmarks at a time against one model"),
            QT_TRANSLATE_NOOP("assay", "Counted by the model's address; for servers that slow down or refuse under load."), 0, 0, 1024),
            "--slots-per-model", 1, nullptr, QT_TRANSLATE_NOOP("assay", "no limit of its own")),
        forEngine(number("engine/timeLimitMinutes", G::Engine, QT_TRANSLATE_NOOP("assay", "Time limit of a benchmark"),
            QT_TRANSLATE_NOOP("assay", "An attempt that takes longer is stopped and has failed, unless its job says otherwise."), 360, 0, 527'040),
            "--time-limit", 60, QT_TRANSLATE_NOOP("assay", "minutes"), QT_TRANSLATE_NOOP("assay", "no limit")),
        forEngine(number("engine/stallMinutes", G::Engine, QT_TRANSLATE_NOOP("assay", "Warn of silence after"),
            QT_TRANSLATE_NOOP("assay", "Time without output or report before a running benchmark is said to stand still."), 15, 0, 527'040),
            "--stall", 60, QT_TRANSLATE_NOOP("assay", "minutes"), QT_TRANSLATE_NOOP("assay", "never")),
        forEngine(number("engine/retries", G::Engine, QT_TRANSLATE_NOOP("assay", "New attempts after a crash"),
            QT_TRANSLATE_NOOP("assay", "When a provider's program dies; the wait before each attempt doubles, from ten seconds to ten minutes."), 0, 0, 100),
            "--retries", 1, nullptr, QT_TRANSLATE_NOOP("assay", "none")),
        forEngine(number("engine/keepFoldersDays", G::Engine, QT_TRANSLATE_NOOP("assay", "Keep work folders for"),
            QT_TRANSLATE_NOOP("assay", "Folders of completed benchmarks are removed then. Results, samples and logs stay."), 7, -1, 36'500),
            "--keep-folders", 1, QT_TRANSLATE_NOOP("assay", "days"), QT_TRANSLATE_NOOP("assay", "for ever")),
        forEngine(choice("engine/commands", G::Engine, QT_TRANSLATE_NOOP("assay", "Commands of providers"),
            QT_TRANSLATE_NOOP("assay", "Whether the shell commands that providers bring may run on this computer."), "ask",
            {{QStringLiteral("ask"), QT_TRANSLATE_NOOP("assay", "Ask before a new one runs")}, {QStringLiteral("allow"), QT_TRANSLATE_NOOP("assay", "Run all")},
             {QStringLiteral("deny"), QT_TRANSLATE_NOOP("assay", "Run none")}}), "--commands"),
        forEngine(choice("engine/environment", G::Engine, QT_TRANSLATE_NOOP("assay", "Environment of commands"),
            QT_TRANSLATE_NOOP("assay", "A clean one has home, locale and proxies only; everything may hold keys of other programs."), "clean",
            {{QStringLiteral("clean"), QT_TRANSLATE_NOOP("assay", "Clean")}, {QStringLiteral("inherit"), QT_TRANSLATE_NOOP("assay", "Everything the engine has")}}), "--env"),
        forEngine(text("engine/mlflow", G::Engine, QT_TRANSLATE_NOOP("assay", "MLflow server"),
            QT_TRANSLATE_NOOP("assay", "Where jobs with an experiment are recorded, like http://127.0.0.1:5000. Empty: what MLFLOW_TRACKING_URI names."), isWebAddress, "http://127.0.0.1:5000"), "--mlflow"),
    };
}

QList<SettingInfo> others()
{
    using G = SettingGroup;
    SettingInfo level = number("statistics/level", G::Statistics, QT_TRANSLATE_NOOP("assay", "Confidence level"),
        QT_TRANSLATE_NOOP("assay", "Of every interval in the window. A higher one is wider, and more gates are too close to call."), 95, 80, 99.9);
    level.decimals = 1;
    level.unit = QT_TRANSLATE_NOOP("assay", "%");
    return {
        choice("statistics/policy", G::Statistics, QT_TRANSLATE_NOOP("assay", "Gates"),
            QT_TRANSLATE_NOOP("assay", "What our own verdict asks for; the server's verdict stays beside it. Counts for runs that are opened or loaded from now on."), "strict",
            {{QStringLiteral("strict"), QT_TRANSLATE_NOOP("assay", "Strict: the whole interval must clear the gate")},
             {QStringLiteral("lenient"), QT_TRANSLATE_NOOP("assay", "Lenient: the score decides")}}),
        level,
        toggle("keys/singleLetters", G::Shortcuts, QT_TRANSLATE_NOOP("assay", "Keys of a single letter"),
            QT_TRANSLATE_NOOP("assay", "J and K for the next and previous sample, and the like; also the jump to a row by its first letter."), true),
        text("network/proxy", G::Network, QT_TRANSLATE_NOOP("assay", "Proxy"),
            QT_TRANSLATE_NOOP("assay", "For connections that name none of their own: an address like http://proxy:3128 or socks5://proxy:1080, or the word direct. "
                                       "Empty: as the system. This computer is always asked directly."), isProxyChoice, "http://proxy:3128"),
    };
}
// clang-format on

} // namespace

const QList<SettingInfo> &settingInfos()
{
    static const QList<SettingInfo> all = appearance() + engine() + others();
    return all;
}

const SettingInfo *settingInfo(const QString &key)
{
    const auto &all = settingInfos();
    const auto found = std::ranges::find(all, key, &SettingInfo::key);
    return found == all.end() ? nullptr : &*found;
}

QString settingGroupTitle(SettingGroup group)
{
    switch (group) {
    case SettingGroup::Appearance: return tr("Appearance");
    case SettingGroup::Engine: return tr("Local Engine");
    case SettingGroup::Statistics: return tr("Statistics");
    case SettingGroup::Prices: return tr("Prices");
    case SettingGroup::Shortcuts: return tr("Shortcuts");
    case SettingGroup::Privacy: return tr("Privacy");
    case SettingGroup::Network: return tr("Network");
    }
    return {};
}

QString SettingInfo::titleText() const { return tr(title); }
QString SettingInfo::helpText() const { return tr(help); }

QString SettingInfo::problem(const QVariant &value) const
{
    switch (kind) {
    case SettingKind::Choice: {
        const QString word = value.toString();
        if (std::ranges::any_of(choices, [&](const Choice &one) { return one.value == word; }))
            return {};
        return tr("“%1” is no choice of “%2”.").arg(word, titleText());
    }
    case SettingKind::Number: {
        bool isNumber = false;
        const double number = value.toDouble(&isNumber);
        if (isNumber && number >= lowest && number <= highest)
            return {};
        return tr("“%1” takes a number from %2 to %3.").arg(titleText()).arg(lowest).arg(highest);
    }
    case SettingKind::Toggle: return value.canConvert<bool>() ? QString() : tr("“%1” is on or off.").arg(titleText());
    case SettingKind::Text: {
        const QString text = value.toString().trimmed();
        if (text.isEmpty() || !takes || takes(text))
            return {};
        return tr("“%1” is no address for “%2”; write one like %3, without a user's name.").arg(text, titleText(), QLatin1String(example));
    }
    }
    return {};
}

QVariant SettingInfo::accepted(const QVariant &value) const
{
    if (!value.isValid() || !problem(value).isEmpty())
        return fallback;
    switch (kind) {
    case SettingKind::Number: return decimals == 0 ? std::round(value.toDouble()) : value.toDouble();
    case SettingKind::Toggle: return value.toBool();
    default: return value.toString().trimmed();
    }
}

} // namespace assay
