#include "ui/pages/run/SampleDetail.h"

#include "models/samples/SampleModel.h"
#include "models/samples/SampleText.h"
#include "models/samples/WordDiff.h"
#include "ui/pages/run/RunDelegates.h"
#include "ui/pages/run/ToneLabel.h"
#include "ui/widgets/PlainText.h"
#include "ui/widgets/RowTable.h"

#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QPlainTextEdit>
#include <QScrollArea>
#include <QTableWidget>
#include <QTextBlock>
#include <QToolButton>
#include <QVBoxLayout>

namespace assay {

qsizetype answerPosition(const QString &response, const QString &extracted)
{
    if (extracted.isEmpty())
        return -1;
    const auto isWord = [&](qsizetype at) { return at >= 0 && at < response.size() && response.at(at).isLetterOrNumber(); };
    for (const Qt::CaseSensitivity matching : {Qt::CaseSensitive, Qt::CaseInsensitive}) {
        qsizetype at = response.lastIndexOf(extracted, -1, matching), last = at;
        while (at >= 0) {
            if (!isWord(at - 1) && !isWord(at + extracted.size()))
                return at;
            at = at > 0 ? response.lastIndexOf(extracted, at - 1, matching) : -1;
        }
        if (last >= 0)
            return last;
    }
    return -1;
}

static QLabel *titleLabel(const QString &text)
{
    auto *label = new QLabel(text);
    QFont bold = label->font();
    bold.setBold(true);
    label->setFont(bold);
    return label;
}

static QTableWidget *keyValueTable(const QString &objectName, const QString &accessibleName, const QStringList &columns)
{
    auto *table = new QTableWidget(0, int(columns.size()));
    table->setItemDelegate(new CellDelegate(table));
    table->setObjectName(objectName);
    table->setAccessibleName(accessibleName);
    table->setHorizontalHeaderLabels(columns);
    table->horizontalHeader()->setStretchLastSection(true);
    table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeading | Qt::AlignVCenter);
    table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    makeRowTable(*table, 1.6);
    table->setColumnWidth(0, table->fontMetrics().horizontalAdvance(QLatin1Char('0')) * 24);
    return table;
}

SampleDetail::SampleDetail(QWidget *parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("sampleDetail"));
    auto *inside = new QWidget;
    auto *layout = new QVBoxLayout(inside);
    m_heading = titleLabel({});
    m_heading->setObjectName(QStringLiteral("sampleHeading"));
    m_error = new ToneLabel;
    m_error->setTone(Tone::Error);
    m_error->setWordWrap(true);
    m_error->setObjectName(QStringLiteral("sampleError"));
    m_extracted = new QLabel;
    m_extracted->setObjectName(QStringLiteral("sampleExtracted"));
    for (QLabel *label : {m_heading, m_extracted}) {
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    }
    layout->addWidget(m_heading);
    layout->addWidget(m_error);
    m_showAll = new QToolButton;
    m_showAll->setObjectName(QStringLiteral("sampleShowAll"));
    connect(m_showAll, &QToolButton::clicked, this, &SampleDetail::wholeRequested);
    layout->addWidget(m_showAll);
    const auto add = [&](const QString &objectName, const QString &title) {
        auto *label = titleLabel(title);
        auto *text = plainTextBox(objectName, title);
        label->setBuddy(text);
        layout->addWidget(label);
        layout->addWidget(text);
        return text;
    };
    m_prompt = add(QStringLiteral("samplePrompt"), tr("Prompt"));
    m_response = add(QStringLiteral("sampleResponse"), tr("Response"));
    layout->addWidget(m_extracted);
    m_nextPart = new QToolButton;
    m_nextPart->setObjectName(QStringLiteral("sampleNextPart"));
    connect(m_nextPart, &QToolButton::clicked, this, [this] { showPart(m_part + 1); });
    layout->addWidget(m_nextPart);
    const auto addTitled = [&](const QString &objectName, const QString &title, QLabel *&label) {
        auto *text = add(objectName, title);
        label = qobject_cast<QLabel *>(layout->itemAt(layout->count() - 2)->widget());
        return text;
    };
    m_diffText = addTitled(QStringLiteral("sampleDiff"), tr("Difference"), m_diffTitle);
    m_target = add(QStringLiteral("sampleTarget"), tr("Target"));
    m_judge = addTitled(QStringLiteral("sampleJudge"), tr("Judge's Reason"), m_judgeTitle);
    m_scoresTitle = titleLabel(tr("Scores"));
    m_scores = keyValueTable(QStringLiteral("sampleScores"), tr("Scores by scoring function"), {tr("Scorer"), tr("Result")});
    m_metadataTitle = titleLabel(tr("Metadata"));
    m_metadata = keyValueTable(QStringLiteral("sampleMetadata"), tr("Metadata of the sample"), {tr("Key"), tr("Value")});
    layout->addWidget(m_scoresTitle);
    layout->addWidget(m_scores);
    layout->addWidget(m_metadataTitle);
    layout->addWidget(m_metadata);
    m_showRaw = new QToolButton;
    m_showRaw->setObjectName(QStringLiteral("sampleShowRaw"));
    m_showRaw->setText(tr("Raw JSON"));
    m_showRaw->setCheckable(true);
    m_raw = plainTextBox(QStringLiteral("sampleRaw"), tr("Raw JSON"));
    connect(m_showRaw, &QToolButton::toggled, this, &SampleDetail::fillRaw);
    layout->addWidget(m_showRaw);
    layout->addWidget(m_raw);
    layout->addStretch();

    auto *scroll = new QScrollArea;
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(inside);
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins({});
    outer->addWidget(scroll);
    setSample({});
}

void SampleDetail::setSample(const std::optional<Sample> &sample, bool loading)
{
    m_sample = sample;
    m_loading = loading;
    showPart(0);
}

void SampleDetail::setRightRule(const RightRule &rule)
{
    m_rule = rule;
    fillHeading();
}

void SampleDetail::fillHeading()
{
    if (!m_sample)
        return m_heading->setText(m_loading ? tr("Loading…") : tr("Choose a sample to see it in full."));
    const Sample &sample = *m_sample;
    const QLocale locale;
    QStringList parts{tr("Sample %1").arg(sample.ordinal + 1)};
    if (!m_blind)
        parts << SampleModel::outcomeText(SampleModel::outcome(sample, m_rule));
    if (sample.repeat > 0)
        parts << tr("repeat %1").arg(sample.repeat + 1);
    if (sample.latencyMs)
        parts << tr("%1 ms").arg(locale.toString(*sample.latencyMs, 'f', 0));
    if (sample.promptTokens && sample.completionTokens)
        parts << tr("%1 + %2 tokens").arg(locale.toString(*sample.promptTokens), locale.toString(*sample.completionTokens));
    m_heading->setText(parts.join(QStringLiteral(" · ")));
}

static void showText(QPlainTextEdit *edit, const QString &text, int mostLines)
{
    showPlainText(*edit, text);
    // As high as the text needs, roughly, within bounds; beyond them it scrolls by itself.
    const int column = std::max(20, edit->viewport()->width() / std::max(1, edit->fontMetrics().averageCharWidth()));
    qsizetype lines = 0;
    for (const QStringView line : QStringView(text).left(20'000).split(QLatin1Char('\n')))
        lines += 1 + line.size() / column;
    edit->setFixedHeight(edit->fontMetrics().lineSpacing() * std::clamp(int(lines), 2, mostLines) + 14);
}

void SampleDetail::showPart(qsizetype part)
{
    const Sample sample = m_sample.value_or(Sample{});
    const QLocale locale;
    const qsizetype longest = std::max({sample.prompt.size(), sample.response.size(), sample.target.size()});
    const qsizetype count = std::max<qsizetype>(1, (longest + shownChars - 1) / shownChars);
    m_part = part % count;
    // A text that is shorter than the others stays at its last part.
    const auto piece = [this](const QString &text) {
        const qsizetype last = text.isEmpty() ? 0 : (text.size() - 1) / shownChars;
        return text.mid(std::min(m_part, last) * shownChars, shownChars);
    };
    fillHeading();
    m_error->setText(sample.error.isEmpty() ? QString() : tr("⚠ %1").arg(sample.error));
    m_error->setVisible(!sample.error.isEmpty());
    showText(m_prompt, piece(sample.prompt), 9);
    showText(m_response, piece(sample.response), 14);
    m_response->setPlaceholderText(m_sample ? tr("No response") : QString());
    showText(m_target, piece(sample.target), 5);
    m_nextPart->setVisible(count > 1);
    m_nextPart->setText(tr("Part %1 of %2, show the next").arg(m_part + 1).arg(count));
    fillScores();
    fillMetadata();
    const QString reasons = m_sample && !m_blind ? judgeReasons(sample) : QString();
    showText(m_judge, reasons.left(shownChars), 8);
    m_judge->setVisible(!reasons.isEmpty());
    m_judgeTitle->setVisible(!reasons.isEmpty());
    m_showRaw->setVisible(m_sample.has_value() && !m_blind);
    showCut();
    fillRaw();
    fillDiff();
    highlight();
}

void SampleDetail::showCut()
{
    const qint64 cut = m_sample ? m_sample->cutBytes : 0;
    m_showAll->setVisible(cut > 0);
    m_showAll->setText(tr("Only the beginning is shown. Show all (%1 more)").arg(QLocale().formattedDataSize(cut)));
}

void SampleDetail::fillRaw()
{
    const bool shown = m_showRaw->isChecked() && m_sample && !m_blind;
    m_raw->setVisible(shown);
    if (shown)
        showText(m_raw, sampleAsJson(*m_sample).left(shownChars), 16);
}

void SampleDetail::setDiffBase(const QString &name, const QString &text)
{
    m_diffName = name;
    m_diffBase = text;
    fillDiff();
}

void SampleDetail::setDiff(bool on)
{
    m_diff = on;
    fillDiff();
}

void SampleDetail::setBlind(bool blind)
{
    m_blind = blind;
    showPart(m_part);
}

void SampleDetail::fillDiff()
{
    const bool shown = m_diff && m_sample;
    m_diffText->setVisible(shown);
    m_diffTitle->setVisible(shown);
    if (!shown)
        return;
    m_diffTitle->setText(tr("Response Against %1").arg(m_diffName));
    QString text;
    QList<QTextEdit::ExtraSelection> selections;
    QList<std::pair<qsizetype, DiffPart>> marks;
    for (const DiffPart &part : diffWords(m_diffBase.left(shownChars), m_sample->response.left(shownChars))) {
        // Not by colour alone: what is gone stands in brackets, what came in braces.
        const QString shownPart = part.kind == DiffPart::Kind::Same      ? part.text
                                  : part.kind == DiffPart::Kind::Removed ? QStringLiteral("[−%1]").arg(part.text)
                                                                         : QStringLiteral("{+%1}").arg(part.text);
        if (part.kind != DiffPart::Kind::Same)
            marks.append({text.size(), {part.kind, shownPart}});
        text += shownPart;
    }
    showText(m_diffText, text, 12);
    for (const auto &[at, part] : marks) {
        QTextEdit::ExtraSelection mark;
        mark.cursor = QTextCursor(m_diffText->document());
        mark.cursor.setPosition(int(at));
        mark.cursor.setPosition(int(at + part.text.size()), QTextCursor::KeepAnchor);
        if (part.kind == DiffPart::Kind::Removed)
            mark.format.setFontStrikeOut(true);
        else
            mark.format.setFontUnderline(true);
        mark.format.setFontWeight(QFont::Bold);
        selections << mark;
        if (selections.size() == 2000)
            break;
    }
    m_diffText->setExtraSelections(selections);
}

void SampleDetail::highlight()
{
    QList<QTextEdit::ExtraSelection> selections;
    QString words;
    if (m_sample && m_sample->extractionFailed) {
        words = tr("∅ No answer was found in the response.");
    } else if (m_sample && !m_sample->extracted.isEmpty() && m_response->toPlainText().size() < m_sample->response.size()) {
        words = tr("Extracted answer: %1").arg(m_sample->extracted.left(2000)); // its place may be in another part
    } else if (m_sample && !m_sample->extracted.isEmpty()) {
        const qsizetype at = answerPosition(m_response->toPlainText(), m_sample->extracted);
        words = at >= 0 ? tr("Extracted answer: %1").arg(m_sample->extracted.left(2000))
                        : tr("Extracted answer, not word for word in the response: %1").arg(m_sample->extracted.left(2000));
        if (at >= 0) {
            QTextEdit::ExtraSelection mark;
            mark.cursor = QTextCursor(m_response->document());
            mark.cursor.setPosition(int(at));
            mark.cursor.setPosition(int(at + m_sample->extracted.size()), QTextCursor::KeepAnchor);
            mark.format.setBackground(palette().color(QPalette::Highlight));
            mark.format.setForeground(palette().color(QPalette::HighlightedText));
            mark.format.setFontUnderline(true);
            selections << mark;
            QTextCursor view(m_response->document());
            view.setPosition(int(at));
            m_response->setTextCursor(view);
            m_response->ensureCursorVisible();
        }
    }
    m_response->setExtraSelections(selections);
    m_extracted->setText(words);
    m_extracted->setVisible(!words.isEmpty());
}

/// A JSON value in one line: text as it is, the rest compact.
static QString valueText(const QVariant &value)
{
    switch (value.typeId()) {
    case QMetaType::QString: return value.toString();
    case QMetaType::QVariantMap: return QString::fromUtf8(JsonText::fromVariantMap(value.toMap()).text);
    case QMetaType::QVariantList: {
        QStringList parts;
        for (const QVariant &part : value.toList())
            parts << valueText(part);
        return QStringLiteral("[%1]").arg(parts.join(QStringLiteral(", ")));
    }
    case QMetaType::Nullptr: return QStringLiteral("null");
    default: return value.toString();
    }
}

static void fill(QTableWidget *table, QLabel *title, const QVariantMap &map)
{
    table->setRowCount(int(std::min<qsizetype>(map.size(), 200))); // a sample with thousands of members must not stop the window
    int row = 0;
    for (auto it = map.begin(); it != map.end() && row < table->rowCount(); ++it, ++row) {
        table->setItem(row, 0, new QTableWidgetItem(it.key()));
        table->setItem(row, 1, new QTableWidgetItem(valueText(it.value()).left(4000)));
    }
    const int rows = std::min(8, table->rowCount());
    table->setFixedHeight(table->horizontalHeader()->sizeHint().height() + rows * table->verticalHeader()->defaultSectionSize() + 4);
    table->setVisible(!map.isEmpty());
    title->setVisible(!map.isEmpty());
}

void SampleDetail::fillScores()
{
    fill(m_scores, m_scoresTitle, m_sample && !m_blind ? m_sample->scores.toVariantMap() : QVariantMap());
}

void SampleDetail::fillMetadata()
{
    QVariantMap map = m_sample ? m_sample->metadata.toVariantMap() : QVariantMap();
    if (m_sample && !m_sample->itemKey.isEmpty())
        map.insert(QStringLiteral("item_key"), m_sample->itemKey);
    fill(m_metadata, m_metadataTitle, map);
}

} // namespace assay
