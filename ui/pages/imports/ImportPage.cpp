#include "ui/pages/imports/ImportPage.h"

#include "models/imports/ImportFollower.h"
#include "models/imports/ImportListModel.h"
#include "services/api/Connection.h"
#include "services/api/RunRef.h"
#include "ui/theme/Icons.h"
#include "ui/widgets/FocusEntry.h"
#include "ui/widgets/Heading.h"
#include "ui/widgets/PathDrop.h"
#include "ui/widgets/RowTable.h"
#include "ui/widgets/ToneDelegate.h"

#include <QEvent>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QProgressBar>
#include <QPushButton>
#include <QSplitter>
#include <QTableView>
#include <QVBoxLayout>

namespace assay {

namespace {

constexpr int barSteps = 1000;

QLabel *wrapped(Heading::Level level, const char *name, QWidget *parent)
{
    auto *label = new Heading(level, parent);
    label->setObjectName(QLatin1String(name));
    label->setWordWrap(true);
    label->setTextFormat(Qt::PlainText); // names of files are only names
    return label;
}

} // namespace

ImportPage::ImportPage(Connection &connection, QWidget *parent) : DocumentPage(parent), m_follower(new ImportFollower(connection, this))
{
    auto *layout = new QVBoxLayout(this);
    const int gap = fontMetrics().height();
    layout->setContentsMargins(gap, gap, gap, gap / 2);
    layout->setSpacing(gap / 2);
    layout->addWidget(buildChoice());
    m_problem = wrapped(Heading::Level::Caption, "importProblem", this);
    layout->addWidget(m_problem);

    m_progress = new QWidget(this);
    auto *line = new QHBoxLayout(m_progress);
    line->setContentsMargins(0, 0, 0, 0);
    m_bar = new QProgressBar(m_progress);
    m_bar->setObjectName(QStringLiteral("importBar"));
    m_cancel = new QPushButton(themeIcon(QStringLiteral("cancel")), {}, m_progress);
    m_cancel->setObjectName(QStringLiteral("importCancel"));
    line->addWidget(m_bar, 1);
    line->addWidget(m_cancel);
    layout->addWidget(m_progress);
    m_state = new QLabel(this);
    m_state->setObjectName(QStringLiteral("importState"));
    m_state->setWordWrap(true);
    m_state->setTextFormat(Qt::PlainText);
    layout->addWidget(m_state);
    m_current = wrapped(Heading::Level::Caption, "importCurrent", this);
    layout->addWidget(m_current);
    m_tables = buildTables();
    layout->addWidget(m_tables, 1);
    layout->addStretch(0);

    connect(new PathDrop(this), &PathDrop::dropped, this, &ImportPage::importPaths);
    connect(m_cancel, &QPushButton::clicked, m_follower, &ImportFollower::cancel);
    connect(m_follower, &ImportFollower::changed, this, &ImportPage::update);
    enterAt(this, m_files);
    retranslate();
    m_follower->takeUp();
}

QWidget *ImportPage::buildChoice()
{
    auto *box = new QWidget(this);
    auto *layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    auto *line = new QHBoxLayout;
    m_heading = new Heading(Heading::Level::Title, box);
    line->addWidget(m_heading, 1);
    const auto button = [&](const char *name, bool folder) {
        auto *made = new QPushButton(themeIcon(QStringLiteral("open")), {}, box);
        made->setObjectName(QLatin1String(name));
        connect(made, &QPushButton::clicked, this, [this, folder] { choose(folder); });
        line->addWidget(made);
        return made;
    };
    m_files = button("importFiles", false);
    m_folder = button("importFolder", true);
    layout->addLayout(line);
    m_hint = wrapped(Heading::Level::Caption, "importHint", box);
    layout->addWidget(m_hint);
    return box;
}

QWidget *ImportPage::buildTables()
{
    auto *splitter = new QSplitter(Qt::Vertical, this);
    splitter->setObjectName(QStringLiteral("importTables"));
    splitter->setChildrenCollapsible(false);
    const auto table = [&](const char *name, ImportListModel &model, QLabel *&title, QPushButton **button) {
        auto *box = new QWidget(splitter);
        auto *layout = new QVBoxLayout(box);
        layout->setContentsMargins(0, 0, 0, 0);
        auto *line = new QHBoxLayout;
        title = new Heading(Heading::Level::Section, box);
        line->addWidget(title, 1);
        if (button) {
            *button = new QPushButton(themeIcon(QStringLiteral("run")), {}, box);
            (*button)->setObjectName(QStringLiteral("importOpen"));
            connect(*button, &QPushButton::clicked, this, &ImportPage::openSelected);
            line->addWidget(*button);
        }
        layout->addLayout(line);
        auto *view = new QTableView(box);
        view->setObjectName(QLatin1String(name));
        view->setModel(&model);
        view->setItemDelegate(new ToneDelegate(view));
        makeRowTable(*view);
        view->setWordWrap(false);
        view->horizontalHeader()->setStretchLastSection(true);
        view->installEventFilter(this);
        layout->addWidget(view, 1);
        splitter->addWidget(box);
        return view;
    };
    m_runs = table("importRuns", m_follower->runs(), m_runsTitle, &m_open);
    m_problems = table("importProblems", m_follower->problems(), m_problemsTitle, nullptr);
    m_problemsBox = m_problems->parentWidget();
    splitter->setStretchFactor(0, 3);
    splitter->setStretchFactor(1, 1);
    const int unit = fontMetrics().averageCharWidth();
    for (const auto &[view, column, width] : {std::tuple(m_runs, int(ImportListModel::RunName), 36), std::tuple(m_runs, int(ImportListModel::RunTool), 30),
                                              std::tuple(m_runs, int(ImportListModel::RunFile), 48), std::tuple(m_problems, int(ImportListModel::ProblemFile), 36),
                                              std::tuple(m_problems, int(ImportListModel::ProblemPlace), 24)})
        view->horizontalHeader()->resizeSection(column, width * unit);
    connect(m_runs, &QAbstractItemView::doubleClicked, this, &ImportPage::openSelected);
    connect(m_runs->selectionModel(), &QItemSelectionModel::selectionChanged, this, [this] { m_open->setEnabled(m_runs->selectionModel()->hasSelection()); });
    return splitter;
}

QString ImportPage::title() const { return tr("Import Results"); }
QIcon ImportPage::icon() const { return themeIcon(QStringLiteral("open")); }

void ImportPage::refresh()
{
    m_follower->takeUp();
}

void ImportPage::importPaths(const QStringList &paths)
{
    m_follower->begin(paths);
}

void ImportPage::choose(bool folder)
{
    auto *dialog = new QFileDialog(this, folder ? tr("Import a Folder") : tr("Import Files"), {},
                                   folder ? QString() : tr("Results (*.json *.jsonl *.eval);;All Files (*)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(folder ? QFileDialog::Directory : QFileDialog::ExistingFiles);
    connect(dialog, &QFileDialog::filesSelected, this, &ImportPage::importPaths);
    dialog->open();
}

/// How the import stands, in whole sentences.
QString ImportPage::sentence() const
{
    const ImportState &state = m_follower->state();
    if (state.id.isEmpty())
        return {};
    using Phase = ImportState::Phase;
    if (state.phase == Phase::Waiting)
        return tr("It waits for another import to end.");
    QStringList parts;
    const QLocale locale;
    if (state.phase == Phase::Running)
        parts << tr("%1 of %2 files, %3 of %4.").arg(locale.toString(state.filesDone), locale.toString(state.files), locale.formattedDataSize(state.bytesDone),
                                                    locale.formattedDataSize(state.bytes));
    else if (state.phase == Phase::Completed)
        parts << tr("The import is complete.");
    else if (state.phase == Phase::Cancelled)
        parts << tr("The import was cancelled; what it had imported stays.");
    else
        parts << tr("The import ended early: %1").arg(state.message);
    if (state.runsMade > 0)
        parts << tr("%n run(s) imported.", nullptr, int(state.runsMade));
    if (state.runsKnown > 0)
        parts << tr("%n run(s) were there already, with the same content.", nullptr, int(state.runsKnown));
    if (state.isOver() && state.runsMade + state.runsKnown == 0)
        parts << tr("No results were found.");
    if (state.samples > 0)
        parts << tr("%n sample(s).", nullptr, int(state.samples));
    if (state.filesSkipped > 0)
        parts << tr("%n file(s) are no results and were passed over.", nullptr, int(state.filesSkipped));
    return parts.join(QLatin1Char(' '));
}

void ImportPage::update()
{
    const ImportState &state = m_follower->state();
    const bool running = m_follower->isRunning();
    m_problem->setText(m_follower->problem());
    m_problem->setVisible(!m_follower->problem().isEmpty());
    m_progress->setVisible(running);
    const double progress = m_follower->progress();
    m_bar->setRange(0, progress < 0 ? 0 : barSteps);
    m_bar->setValue(int(progress * barSteps));
    m_state->setText(sentence());
    m_state->setVisible(!state.id.isEmpty());
    m_current->setText(state.current);
    m_current->setVisible(running && !state.current.isEmpty());
    m_tables->setVisible(!state.id.isEmpty());
    m_problemsBox->setVisible(state.problemCount > 0);
    m_problemsTitle->setText(tr("%n Problem(s)", nullptr, int(state.problemCount)));
    m_open->setEnabled(m_runs->selectionModel()->hasSelection());
}

void ImportPage::openSelected()
{
    const QModelIndexList rows = m_runs->selectionModel()->selectedRows();
    for (const QModelIndex &row : rows.mid(0, 8)) // more tabs at once help nobody
        Q_EMIT openRequested(QStringLiteral("run"), RunRef{RunRef::localConnection(), row.data(IdRole).toString()}.text());
}

bool ImportPage::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_runs && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent *>(event)->key();
        if (key == Qt::Key_Return || key == Qt::Key_Enter) {
            openSelected();
            return true;
        }
    }
    return DocumentPage::eventFilter(watched, event);
}

void ImportPage::changeEvent(QEvent *event)
{
    DocumentPage::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
}

void ImportPage::retranslate()
{
    m_heading->setText(tr("Import Results"));
    m_hint->setText(tr("Drop files or folders here, or choose them: results of lm-evaluation-harness with their samples, logs of Inspect (.eval and JSON), "
                       "results of promptfoo, EvaluationCards. They are read where they are and known by what is in them."));
    m_files->setText(tr("Choose Files…"));
    m_folder->setText(tr("Choose Folder…"));
    m_cancel->setText(tr("Cancel Import"));
    m_open->setText(tr("Open Run"));
    m_bar->setAccessibleName(tr("Import Progress"));
    m_runsTitle->setText(tr("Runs"));
    m_runs->setAccessibleName(tr("Runs of This Import"));
    m_problems->setAccessibleName(tr("Problems of This Import"));
    update();
    Q_EMIT titleChanged();
}

} // namespace assay
