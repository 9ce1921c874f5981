#include "ui/pages/datasets/OverlapDialog.h"

#include "models/authoring/TextFile.h"
#include "models/common/Words.h"
#include "models/datasets/OverlapCheck.h"
#include "models/datasets/OverlapModel.h"
#include "services/core/OnPool.h"
#include "ui/pages/datasets/OverlapForm.h"
#include "ui/pages/datasets/OverlapPairs.h"
#include "ui/theme/Icons.h"
#include "ui/widgets/ColumnFit.h"
#include "ui/widgets/EmptyState.h"
#include "ui/widgets/Heading.h"
#include "ui/widgets/PlainText.h"
#include "ui/widgets/ProblemLabel.h"
#include "ui/widgets/RowTable.h"
#include "ui/widgets/SaveDialog.h"
#include "ui/widgets/ToneDelegate.h"

#include <QFileInfo>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QProgressBar>
#include <QPushButton>
#include <QSplitter>
#include <QTableView>
#include <QVBoxLayout>

namespace assay {

OverlapDialog::OverlapDialog(Connection &connection, const QString &dataset, const QList<Dataset> &all, QWidget *parent)
    : QDialog(parent)
    , m_dataset(dataset)
    , m_check(new OverlapCheck(connection, this))
    , m_model(new OverlapModel(this))
    , m_form(new OverlapForm(connection, dataset, all, this))
    , m_problem(new ProblemLabel(this))
    , m_empty(new EmptyState(this))
{
    setObjectName(QStringLiteral("overlapDialog"));
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Duplicates and Leaks of “%1”").arg(dataset));
    resize(fontMetrics().averageCharWidth() * 130, fontMetrics().height() * 42);
    m_problem->setObjectName(QStringLiteral("overlapProblem"));
    m_sentence = plainLabel(new Heading(Heading::Level::Section, this), "overlapSentence");
    m_sentence->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_notes = plainLabel(new Heading(Heading::Level::Caption, this), "overlapNotes");
    m_notes->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(m_form);
    layout->addWidget(m_progressLine = buildProgress());
    layout->addWidget(m_problem);
    layout->addWidget(m_sentence);
    layout->addWidget(m_notes);
    layout->addWidget(m_empty, 1);
    layout->addWidget(buildResult(), 1);
    layout->addWidget(buildButtons());
    connect(m_form, &OverlapForm::changed, this, &OverlapDialog::update);
    connect(m_check, &OverlapCheck::changed, this, &OverlapDialog::checkChanged);
    update();
}

QWidget *OverlapDialog::buildProgress()
{
    auto *box = new QWidget(this);
    auto *line = new QHBoxLayout(box);
    line->setContentsMargins(0, 0, 0, 0);
    m_step = plainLabel(new QLabel(box), "overlapStep");
    m_progress = new QProgressBar(box);
    m_progress->setObjectName(QStringLiteral("overlapProgress"));
    m_progress->setAccessibleName(tr("Progress"));
    m_progress->setTextVisible(false); // the words beside it say more
    m_stop = new QPushButton(tr("&Cancel"), box);
    m_stop->setObjectName(QStringLiteral("overlapStop"));
    m_stop->setAutoDefault(false);
    connect(m_stop, &QPushButton::clicked, m_check, &OverlapCheck::cancel);
    line->addWidget(m_step, 2);
    line->addWidget(m_progress, 1);
    line->addWidget(m_stop);
    return box;
}

QWidget *OverlapDialog::buildResult()
{
    m_splitter = new QSplitter(Qt::Vertical, this);
    m_splitter->setObjectName(QStringLiteral("overlapResult"));
    m_splitter->setChildrenCollapsible(false);
    m_table = new QTableView(m_splitter);
    m_table->setObjectName(QStringLiteral("overlapTable"));
    m_table->setAccessibleName(tr("Pairs of Rows"));
    m_table->setModel(m_model);
    makeRowTable(*m_table);
    m_table->setItemDelegate(new ToneDelegate(m_table));
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setWordWrap(false);
    const int unit = fontMetrics().averageCharWidth();
    for (const auto &[column, width] : { std::pair(int(OverlapModel::HereColumn), 26),
             { int(OverlapModel::ThereColumn), 26 }, { int(OverlapModel::KindColumn), 18 } })
        m_table->horizontalHeader()->resizeSection(column, width * unit);
    fitColumn(m_table->horizontalHeader(), OverlapModel::TextColumn, 30);
    m_pairs = new OverlapPairs(m_splitter);
    m_splitter->setStretchFactor(0, 3);
    m_splitter->setStretchFactor(1, 2);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &OverlapDialog::showPair);
    return m_splitter;
}

QWidget *OverlapDialog::buildButtons()
{
    auto *box = new QWidget(this);
    auto *line = new QHBoxLayout(box);
    line->setContentsMargins(0, 0, 0, 0);
    m_saved = plainLabel(new Heading(Heading::Level::Caption, box), "overlapSaved");
    // No QDialogButtonBox: with three buttons that are enabled the Tab key goes round in it and never leaves (Qt 6.4).
    m_save = new QPushButton(tr("&Save as CSV…"), box);
    m_save->setObjectName(QStringLiteral("overlapSave"));
    m_begin = new QPushButton(tr("C&heck"), box);
    m_begin->setObjectName(QStringLiteral("overlapBegin"));
    auto *close = new QPushButton(tr("C&lose"), box);
    close->setObjectName(QStringLiteral("overlapClose"));
    connect(m_begin, &QPushButton::clicked, this, &OverlapDialog::begin);
    connect(m_save, &QPushButton::clicked, this, &OverlapDialog::save);
    connect(close, &QPushButton::clicked, this, &QDialog::reject);
    line->addWidget(m_saved, 1);
    for (QPushButton *button : { m_save, m_begin, close }) {
        button->setAutoDefault(button == m_begin);
        line->addWidget(button);
    }
    m_begin->setDefault(true);
    return box;
}

void OverlapDialog::begin()
{
    m_saved->clear();
    m_model->setReport({});
    m_check->start(m_form->request());
    m_stop->setFocus(); // the button that was pressed is disabled now
}

void OverlapDialog::checkChanged()
{
    const bool running = m_check->state() == OverlapCheck::State::Running;
    if (m_check->state() == OverlapCheck::State::Finished)
        m_model->setReport(m_check->report());
    const bool stopping = focusWidget() == m_stop && !running; // it is hidden now
    update();
    if (stopping)
        (m_model->rowCount() > 0 ? static_cast<QWidget *>(m_table) : m_begin)->setFocus();
}

void OverlapDialog::showProgress()
{
    const qint64 read = m_check->rowsRead(), all = m_check->rowsInAll().value_or(0);
    m_step->setText(read > 0 ? tr("%1 Rows: %2").arg(m_check->step(), progressText(read, all)) : m_check->step());
    constexpr int whole = 1000;
    m_progress->setRange(0, all > 0 ? whole : 0);
    m_progress->setValue(all > 0 ? int(std::min(read, all) * whole / all) : 0);
}

void OverlapDialog::showResult()
{
    const OverlapCheck::State state = m_check->state();
    const bool finished = state == OverlapCheck::State::Finished, any = finished && m_model->rowCount() > 0;
    m_sentence->setText(finished                      ? overlapSentence(m_check->report())
            : state == OverlapCheck::State::Cancelled ? tr("Cancelled; nothing was found out.")
                                                      : QString());
    m_notes->setText(finished ? overlapNotes(m_check->report()).join(QLatin1Char('\n')) : QString());
    m_splitter->setVisible(any);
    m_empty->setVisible(!any);
    const QString limits = tr("Case, white space and most punctuation do not count. Questions that were rephrased or "
                              "translated are not found this way.");
    const OverlapReport &report = m_check->report();
    if (finished && !nothingComparedOf(report).isEmpty())
        m_empty->setContent(QStringLiteral("warning"), tr("Nothing compared"), limits);
    else if (finished && isClean(report.result))
        m_empty->setContent(report.problems.isEmpty() ? QStringLiteral("check") : QStringLiteral("warning"),
            tr("Nothing found"), limits);
    else if (finished)
        m_empty->setContent(QStringLiteral("warning"), tr("No pairs to show"), limits);
    else
        m_empty->setContent(QStringLiteral("sample"),
            state == OverlapCheck::State::Running ? tr("Checking…") : tr("Not checked yet"), limits);
    if (any && !m_table->currentIndex().isValid())
        m_table->selectRow(0);
}

/// What keeps a check from being made, or what was wrong with the last one.
QString OverlapDialog::problem() const
{
    if (!m_form->problem().isEmpty())
        return m_form->problem();
    if (m_check->state() == OverlapCheck::State::Finished)
        return m_check->report().problems.join(QLatin1Char(' '));
    return m_check->state() == OverlapCheck::State::Failed ? m_check->problem() : QString();
}

void OverlapDialog::update()
{
    const bool running = m_check->state() == OverlapCheck::State::Running;
    m_form->setEnabled(!running);
    m_progressLine->setVisible(running);
    if (running)
        showProgress();
    m_problem->setProblem(running ? QString() : problem());
    showResult();
    for (QLabel *label : { m_sentence, m_notes })
        label->setVisible(!label->text().isEmpty());
    m_begin->setEnabled(!running && m_form->isReady() && m_form->problem().isEmpty());
    m_save->setEnabled(!running && m_model->rowCount() > 0);
    showPair();
}

void OverlapDialog::showPair()
{
    const int row = m_table->currentIndex().row();
    if (row < 0 || row >= m_model->rowCount())
        return m_pairs->clear();
    m_pairs->showPair(m_model->finding(row), m_model->rowTitle(row, false), m_model->rowTitle(row, true));
}

void OverlapDialog::save()
{
    const OverlapRequest &request = m_model->report().request;
    const QString name = request.options.within ? tr("%1-duplicates.csv").arg(m_dataset)
                                                : tr("%1-in-%2.csv").arg(m_dataset, request.there.dataset);
    askWhereToSave(this, { tr("Save the Pairs"), name, QStringLiteral("csv"), tr("CSV Tables (*.csv)") }, this,
        [this](const QString &path) { write(path); });
}

void OverlapDialog::write(const QString &path)
{
    const auto text = onPool<QByteArray>([report = m_model->report()] { return overlapCsv(report); });
    whenDone(text, this, [this, path](const Result<QByteArray> &bytes) {
        whenDone(writeTextFile(path, *bytes), this, [this, path](const Result<Done> &done) {
            m_saved->setText(done ? tr("Saved: %1").arg(QFileInfo(path).fileName()) : done.error().message);
        });
    });
}

void OverlapDialog::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Cancel) && m_check->state() == OverlapCheck::State::Running)
        return m_check->cancel();
    QDialog::keyPressEvent(event);
}

} // namespace assay
