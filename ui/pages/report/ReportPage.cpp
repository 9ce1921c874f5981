#include "ui/pages/report/ReportPage.h"

#include "models/authoring/TextFile.h"
#include "services/core/OnPool.h"
#include "services/reports/ReportFormat.h"
#include "services/reports/ReportText.h"
#include "ui/pages/report/ReportDocument.h"
#include "ui/theme/Icons.h"
#include "ui/widgets/EmptyState.h"
#include "ui/widgets/FocusEntry.h"
#include "ui/widgets/SaveDialog.h"

#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QDesktopServices>
#include <QDir>
#include <QEvent>
#include <QFileInfo>
#include <QFontDatabase>
#include <QFormLayout>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRegularExpression>
#include <QStackedWidget>
#include <QTextBrowser>
#include <QUrl>
#include <QVBoxLayout>

namespace assay {

namespace {

using reports::ReportFormat;
using reports::ReportTemplate;

constexpr int pdf = -1; ///< beside ReportFormat's values: the only kind that is painted
constexpr qsizetype shownText = 200'000; ///< characters of a preview; the file has them all

QByteArray bytesOf(int format, const reports::ReportData &data)
{
    return format == pdf ? pdfReport(data) : reports::writeReport(ReportFormat(format), data);
}

} // namespace

ReportPage::ReportPage(ConnectionRegistry &connections, SavedDocuments &saved, const QString &subject, const QString &toolVersion, QWidget *parent)
    : DocumentPage(parent), m_saved(saved), m_subject(subject), m_model(connections, subject, toolVersion), m_template(new QComboBox(this)), m_format(new QComboBox(this)),
      m_items(new QCheckBox(this)), m_jobFile(new QCheckBox(this)), m_head(new QLabel(this)), m_templateLabel(new QLabel(this)), m_formatLabel(new QLabel(this)),
      m_about(new QLabel(this)), m_previewLabel(new QLabel(this)), m_save(new QPushButton(this)),
      m_copy(new QPushButton(themeIcon(QStringLiteral("copy")), {}, this)), m_stack(new QStackedWidget(this)), m_paper(new QTextBrowser(this)),
      m_text(new QPlainTextEdit(this)), m_state(new EmptyState(this))
{
    build();
    m_previewTimer.setSingleShot(true);
    m_previewTimer.setInterval(0);
    connect(&m_previewTimer, &QTimer::timeout, this, &ReportPage::preview);
    connect(&m_model, &ReportModel::changed, this, &ReportPage::showState);
    for (QComboBox *box : {m_template, m_format})
        connect(box, &QComboBox::currentIndexChanged, this, &ReportPage::showState);
    for (QCheckBox *box : {m_items, m_jobFile})
        connect(box, &QCheckBox::toggled, this, &ReportPage::showState);
    connect(m_save, &QPushButton::clicked, this, &ReportPage::save);
    connect(m_copy, &QPushButton::clicked, this, &ReportPage::copyMarkdown);
    connect(m_state, &EmptyState::activated, &m_model, &ReportModel::refresh);
    enterAt(this, m_template);
    retranslate();
    m_model.refresh();
}

ReportPage::~ReportPage()
{
    m_paper->setDocument(nullptr); // ours goes before the view
}

QString ReportPage::title() const
{
    return m_model.isComparison() ? tr("Report: %n runs compared", nullptr, int(m_model.refs().size())) : tr("Report: %n run(s)", nullptr, int(m_model.refs().size()));
}

QIcon ReportPage::icon() const { return themeIcon(QStringLiteral("review")); }

void ReportPage::build()
{
    const int gap = fontMetrics().height(), unit = fontMetrics().averageCharWidth();
    m_template->setObjectName(QStringLiteral("reportTemplate"));
    for (const ReportTemplate kind : {ReportTemplate::Decision, ReportTemplate::Full, ReportTemplate::Table})
        m_template->addItem({}, int(kind));
    m_template->setCurrentIndex(1);
    m_format->setObjectName(QStringLiteral("reportFormat"));
    for (const int format : {int(ReportFormat::Html), pdf, int(ReportFormat::Markdown), int(ReportFormat::Csv), int(ReportFormat::Json), int(ReportFormat::Junit)})
        m_format->addItem({}, format);
    m_items->setObjectName(QStringLiteral("reportItems"));
    m_jobFile->setObjectName(QStringLiteral("reportJobFile"));
    m_items->setChecked(true);
    m_jobFile->setChecked(true);
    m_save->setObjectName(QStringLiteral("reportSave"));
    m_save->setDefault(true);
    m_copy->setObjectName(QStringLiteral("reportCopy"));
    m_about->setObjectName(QStringLiteral("reportAbout"));
    m_about->setWordWrap(true);
    m_about->setTextFormat(Qt::PlainText);
    m_head->setObjectName(QStringLiteral("reportHead"));
    m_head->setTextFormat(Qt::PlainText);
    m_head->setWordWrap(true);
    QFont bold = font();
    bold.setBold(true);
    m_head->setFont(bold);
    m_templateLabel->setBuddy(m_template);
    m_formatLabel->setBuddy(m_format);

    auto *side = new QWidget(this);
    auto *column = new QVBoxLayout(side);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(gap / 2);
    column->addWidget(m_head);
    for (const auto &[label, box] : {std::pair(m_templateLabel, m_template), std::pair(m_formatLabel, m_format)}) {
        column->addSpacing(gap / 4);
        column->addWidget(label);
        column->addWidget(box);
    }
    column->addWidget(m_about);
    column->addWidget(m_items);
    column->addWidget(m_jobFile);
    column->addSpacing(gap / 2);
    column->addWidget(m_save);
    column->addWidget(m_copy);
    column->addStretch();
    side->setFixedWidth(unit * 38);

    m_paper->setObjectName(QStringLiteral("reportPaper"));
    m_paper->setOpenLinks(false);
    QPalette paper = m_paper->palette(); // as it is printed, whatever the theme
    paper.setColor(QPalette::Base, Qt::white);
    paper.setColor(QPalette::Text, QColor(0x1b, 0x1b, 0x1b));
    m_paper->setPalette(paper);
    m_text->setObjectName(QStringLiteral("reportText"));
    m_text->setReadOnly(true);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_text->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_text->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_stack->addWidget(m_state);
    m_stack->addWidget(m_paper);
    m_stack->addWidget(m_text);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(gap, gap, gap, gap);
    layout->setSpacing(gap);
    layout->addWidget(side);
    auto *right = new QVBoxLayout;
    right->addWidget(m_previewLabel);
    right->addWidget(m_stack, 1);
    layout->addLayout(right, 1);
}

reports::ReportParts ReportPage::parts() const
{
    return {ReportTemplate(m_template->currentData().toInt()), m_items->isChecked(), m_jobFile->isChecked()};
}

QString ReportPage::suffix() const
{
    const int format = m_format->currentData().toInt();
    return format == pdf ? QStringLiteral("pdf") : reports::formatSuffix(ReportFormat(format));
}

QString ReportPage::suggestedName() const
{
    QString name = reports::reportTitle(m_model.data()).simplified().left(60);
    static const QRegularExpression unsafe(QStringLiteral("[^\\w.()+-]+"), QRegularExpression::UseUnicodePropertiesOption);
    name.replace(unsafe, QStringLiteral("-"));
    return QStringLiteral("%1.%2").arg(name.isEmpty() ? QStringLiteral("report") : name, suffix());
}

/// What can be chosen follows the format and whether there is something to show.
void ReportPage::showState()
{
    const bool ready = !m_model.data().runs.isEmpty();
    const int format = m_format->currentData().toInt();
    const bool full = parts().kind == ReportTemplate::Full, hasTexts = format != int(ReportFormat::Csv) && format != int(ReportFormat::Junit);
    m_items->setEnabled(full && hasTexts && m_model.isComparison());
    m_jobFile->setEnabled(full && hasTexts);
    m_save->setEnabled(ready);
    m_copy->setEnabled(ready);
    m_head->setText(ready ? reports::reportTitle(m_model.data()) : QString());
    switch (format) {
    case pdf: m_about->setText(tr("Pages for print, with charts.")); break;
    case int(ReportFormat::Html): m_about->setText(tr("One file for any browser, with charts, without scripts. The preview shows it as it prints.")); break;
    case int(ReportFormat::Markdown): m_about->setText(tr("Tables and text for a repository, an issue or a wiki.")); break;
    case int(ReportFormat::Csv): m_about->setText(tr("One row for each metric, numbers in full, for spreadsheets.")); break;
    case int(ReportFormat::Json): m_about->setText(tr("Everything, for programs, and as a baseline for assayctl run --gate.")); break;
    default: m_about->setText(tr("One test case for each gate, for build servers.")); break;
    }
    if (ready) {
        m_previewTimer.start();
        return;
    }
    if (m_model.load() == LoadState::Failed)
        m_state->setContent(QStringLiteral("warning"), tr("No Report"), m_model.lastError().message, tr("Try Again"));
    else
        m_state->setContent(QStringLiteral("review"), tr("Reading the Runs…"), tr("The report shows here once they are read."));
    m_stack->setCurrentWidget(m_state);
}

/// Texts are made off the GUI thread; a newer choice drops an older preview.
void ReportPage::preview()
{
    const quint64 ticket = ++m_ticket;
    const int format = m_format->currentData().toInt();
    if (format == pdf || format == int(ReportFormat::Html)) {
        // A report's document is small: charts are drawings, and items are shown eight a benchmark.
        auto document = reportDocument(reports::shaped(m_model.data(), parts()));
        document->setDocumentMargin(fontMetrics().height());
        m_paper->setDocument(document.get());
        m_document = std::move(document);
        m_stack->setCurrentWidget(m_paper);
        return;
    }
    whenDone(onPool<QByteArray>([format, data = m_model.data(), parts = parts()] { return bytesOf(format, reports::shaped(data, parts)); }), this,
             [this, ticket](const Result<QByteArray> &bytes) {
                 if (ticket != m_ticket || !bytes)
                     return;
                 const QString text = QString::fromUtf8(*bytes);
                 m_text->setPlainText(text.size() > shownText ? tr("%1\n… the file holds the rest.").arg(text.left(shownText)) : text);
                 m_stack->setCurrentWidget(m_text);
             });
}

void ReportPage::save()
{
    askWhereToSave(this, {tr("Save Report"), suggestedName(), suffix(), {}}, this, [this](const QString &path) { saveTo(path); });
}

void ReportPage::saveTo(const QString &path)
{
    const int format = m_format->currentData().toInt();
    const auto bytes = onPool<QByteArray>([format, data = m_model.data(), parts = parts()] { return bytesOf(format, reports::shaped(data, parts)); });
    const SavedReport report{reports::reportTitle(m_model.data()).simplified(), QFileInfo(path).absoluteFilePath(), m_subject, suffix()};
    whenDone(bytes, this, [this, path, report](const Result<QByteArray> &made) {
        if (!made)
            return tellSaved(path, made.error());
        whenDone(writeTextFile(path, *made), this, [this, path, report](const Result<Done> &done) {
            if (done)
                remember(report);
            tellSaved(path, done);
        });
    });
}

void ReportPage::remember(const SavedReport &report)
{
    whenDone(m_saved.save(SavedReport::kind(), report.document()), this, [this](const Result<SavedDocument> &kept) {
        if (!kept)
            Q_EMIT messageRequested({UserMessage::Level::Warning, tr("The report is saved, but not listed under Reports: %1").arg(kept.error().message), {}, 0, {}, QStringLiteral("report-kept")});
    });
}

void ReportPage::tellSaved(const QString &path, const Result<Done> &done)
{
    const QString key = QStringLiteral("report");
    if (!done)
        return Q_EMIT messageRequested({UserMessage::Level::Error, done.error().message, {{tr("Choose Another Place…"), [this] { save(); }}}, 0, {}, key});
    const auto open = [](const QString &what) { return [what] { QDesktopServices::openUrl(QUrl::fromLocalFile(what)); }; };
    Q_EMIT messageRequested({UserMessage::Level::Info, tr("The report is saved: %1").arg(QDir::toNativeSeparators(path)),
                             {{tr("Open"), open(path)}, {tr("Show Folder"), open(QFileInfo(path).absolutePath())}}, 15'000, {}, key});
}

void ReportPage::copyMarkdown()
{
    const auto text = onPool<QByteArray>([data = m_model.data(), parts = parts()] { return reports::writeReport(ReportFormat::Markdown, reports::shaped(data, parts)); });
    whenDone(text, this, [this](const Result<QByteArray> &markdown) {
        if (!markdown)
            return;
        QGuiApplication::clipboard()->setText(QString::fromUtf8(*markdown));
        Q_EMIT messageRequested({UserMessage::Level::Info, tr("The report is copied as Markdown."), {}, 4000, {}, QStringLiteral("report")});
    });
}

bool ReportPage::submit()
{
    if (!m_save->isEnabled())
        return false;
    save();
    return true;
}

QVariantMap ReportPage::saveState() const
{
    return {{QStringLiteral("template"), m_template->currentIndex()}, {QStringLiteral("format"), m_format->currentIndex()},
            {QStringLiteral("items"), m_items->isChecked()}, {QStringLiteral("jobFile"), m_jobFile->isChecked()}};
}

void ReportPage::restoreState(const QVariantMap &state)
{
    m_template->setCurrentIndex(qBound(0, state.value(QStringLiteral("template"), 1).toInt(), m_template->count() - 1));
    m_format->setCurrentIndex(qBound(0, state.value(QStringLiteral("format"), 0).toInt(), m_format->count() - 1));
    m_items->setChecked(state.value(QStringLiteral("items"), true).toBool());
    m_jobFile->setChecked(state.value(QStringLiteral("jobFile"), true).toBool());
}

void ReportPage::retranslate()
{
    m_templateLabel->setText(tr("&Contents"));
    m_formatLabel->setText(tr("&File"));
    const QString contents[] = {tr("Decision"), tr("Full Report"), tr("Tables Only")};
    for (int i = 0; i < m_template->count(); ++i)
        m_template->setItemText(i, contents[i]);
    const QString formats[] = {tr("HTML"), tr("PDF"), tr("Markdown"), tr("CSV"), tr("JSON"), tr("JUnit XML")};
    for (int i = 0; i < m_format->count(); ++i)
        m_format->setItemText(i, formats[i]);
    m_items->setText(tr("&Texts of changed items"));
    m_jobFile->setText(tr("&Job files to run it again"));
    m_save->setText(tr("&Save…"));
    m_copy->setText(tr("Copy as &Markdown"));
    m_previewLabel->setText(tr("Preview"));
    m_paper->setAccessibleName(tr("Preview"));
    m_text->setAccessibleName(tr("Preview"));
    m_head->setAccessibleName(tr("Title of the report"));
    showState();
    Q_EMIT titleChanged();
}

void ReportPage::changeEvent(QEvent *event)
{
    DocumentPage::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
}

} // namespace assay
