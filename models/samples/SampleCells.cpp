#include "models/samples/SampleCells.h"

#include <QLocale>

namespace assay {

namespace {

constexpr int excerptChars = 160;
constexpr int keptRows = 600; ///< a tall screen with what is scrolled over

/// A member of an object, in one line.
QString memberText(const QVariantMap &map, const QString &name)
{
    const QVariant value = map.value(name);
    if (value.typeId() == QMetaType::QVariantMap)
        return SampleCells::excerpt(QString::fromUtf8(JsonText::fromVariantMap(value.toMap()).text));
    if (value.typeId() == QMetaType::Double)
        return QLocale().toString(value.toDouble(), 'g', 6);
    if (value.typeId() == QMetaType::QVariantList)
        return SampleCells::excerpt(value.toStringList().join(QStringLiteral(", ")));
    return SampleCells::excerpt(value.toString());
}

} // namespace

SampleCells::SampleCells() : m_read(keptRows) {}

QString SampleCells::excerpt(const QString &text)
{
    QString line = text.left(excerptChars);
    for (QChar &c : line) {
        if (c.isSpace() || c.category() == QChar::Other_Control)
            c = QLatin1Char(' ');
    }
    return text.size() > excerptChars ? line + QStringLiteral("…") : line;
}

const SampleCells::Read &SampleCells::read(const Sample &sample)
{
    const std::pair key(sample.ordinal, sample.repeat);
    const Read *known = m_read.object(key);
    // Another benchmark, or scored anew: the bytes tell, and where they are shared that costs nothing.
    if (known && known->scoresText == sample.scores.text && known->metadataText == sample.metadata.text)
        return *known;
    auto *fresh = new Read{sample.scores.text, sample.metadata.text, sample.scores.toVariantMap(), sample.metadata.toVariantMap()};
    m_read.insert(key, fresh);
    return *fresh;
}

QString SampleCells::named(const Sample &sample, const QString &name)
{
    const QString inner = name.section(QLatin1Char('.'), 1);
    const Read &known = read(sample);
    return name.startsWith(QLatin1String("meta.")) ? memberText(known.metadata, inner)
                                                   : memberText(known.scores.value(inner).toMap(), QStringLiteral("score"));
}

QStringList SampleCells::names(const Sample &sample)
{
    const Read &known = read(sample);
    QStringList all;
    for (auto it = known.scores.begin(); it != known.scores.end(); ++it)
        all << QStringLiteral("scorer.") + it.key();
    for (auto it = known.metadata.begin(); it != known.metadata.end(); ++it)
        all << QStringLiteral("meta.") + it.key();
    return all;
}

} // namespace assay
