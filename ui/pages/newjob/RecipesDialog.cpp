#include "ui/pages/newjob/RecipesDialog.h"

#include "models/authoring/TextFile.h"
#include "models/composer/JobTargets.h"
#include "models/composer/RecipeListModel.h"
#include "services/core/Async.h"
#include "ui/theme/Icons.h"
#include "ui/widgets/Heading.h"
#include "ui/widgets/ProblemLabel.h"
#include "ui/widgets/SaveDialog.h"
#include "ui/widgets/ToneDelegate.h"

#include <QDialogButtonBox>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QShortcut>
#include <QVBoxLayout>

namespace assay {

RecipesDialog::RecipesDialog(RecipeListModel &recipes, const AuthoredDocument &current, const QString &name, QWidget *parent)
    : QDialog(parent), m_recipes(recipes), m_document(current)
{
    setObjectName(QStringLiteral("recipesDialog"));
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Recipes"));
    auto *layout = new QVBoxLayout(this);
    const int gap = fontMetrics().height();
    layout->setContentsMargins(gap, gap, gap, gap);
    layout->setSpacing(gap / 2);
    auto *intro = new QLabel(tr("A recipe keeps a job with its targets, to be run again. Keys are never part of it, only their names."), this);
    intro->setWordWrap(true);
    layout->addWidget(intro);
    layout->addWidget(buildSave(name));
    layout->addWidget(buildList(), 1);
    m_note = new Heading(Heading::Level::Caption, this);
    m_note->setObjectName(QStringLiteral("recipeNote"));
    m_note->setWordWrap(true);
    layout->addWidget(m_note);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    m_use = buttons->addButton(tr("Compose From It"), QDialogButtonBox::AcceptRole);
    m_use->setObjectName(QStringLiteral("recipeUse"));
    layout->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(&m_recipes, &RecipeListModel::stateChanged, this, &RecipesDialog::update);
    connect(&m_recipes, &QAbstractItemModel::rowsInserted, this, &RecipesDialog::update);
    connect(&m_recipes, &QAbstractItemModel::rowsRemoved, this, &RecipesDialog::update);
    connect(&m_recipes, &QAbstractItemModel::modelReset, this, &RecipesDialog::update);
    resize(fontMetrics().averageCharWidth() * 80, gap * 26);
    update();
}

QWidget *RecipesDialog::buildSave(const QString &name)
{
    auto *area = new QWidget(this);
    auto *grid = new QGridLayout(area);
    grid->setContentsMargins(0, 0, 0, 0);
    auto *label = new QLabel(tr("&Name"), area);
    m_name = new QLineEdit(name, area);
    m_name->setObjectName(QStringLiteral("recipeName"));
    label->setBuddy(m_name);
    m_save = new QPushButton(themeIcon(QStringLiteral("add")), tr("&Keep This Job"), area);
    m_save->setObjectName(QStringLiteral("recipeSave"));
    m_save->setAutoDefault(false);
    m_rename = new QPushButton(tr("Re&name Chosen"), area);
    m_rename->setObjectName(QStringLiteral("recipeRename"));
    m_rename->setAutoDefault(false);
    m_problem = new ProblemLabel(area);
    grid->addWidget(label, 0, 0);
    grid->addWidget(m_name, 0, 1);
    grid->addWidget(m_save, 0, 2);
    grid->addWidget(m_rename, 0, 3);
    grid->addWidget(m_problem, 1, 1, 1, 3);
    connect(m_name, &QLineEdit::textChanged, this, &RecipesDialog::update);
    connect(m_save, &QPushButton::clicked, this, &RecipesDialog::save);
    connect(m_rename, &QPushButton::clicked, this, &RecipesDialog::rename);
    return area;
}

QWidget *RecipesDialog::buildList()
{
    auto *area = new QWidget(this);
    auto *layout = new QHBoxLayout(area);
    layout->setContentsMargins(0, 0, 0, 0);
    m_list = new QListView(area);
    m_list->setObjectName(QStringLiteral("recipeList"));
    m_list->setAccessibleName(tr("Recipes"));
    m_list->setModel(&m_recipes);
    m_list->setItemDelegate(new ToneDelegate(m_list));
    layout->addWidget(m_list, 1);
    auto *side = new QVBoxLayout;
    const auto button = [&](const char *icon, const QString &text, const char *name, auto handler) {
        auto *made = new QPushButton(themeIcon(QLatin1String(icon)), text, area);
        made->setObjectName(QLatin1String(name));
        made->setAutoDefault(false);
        connect(made, &QPushButton::clicked, this, handler);
        side->addWidget(made);
        return made;
    };
    m_remove = button("delete", tr("&Remove"), "recipeRemove", &RecipesDialog::remove);
    m_import = button("open", tr("&Import…"), "recipeImport", &RecipesDialog::importFile);
    m_export = button("next", tr("&Export…"), "recipeExport", &RecipesDialog::exportFile);
    side->addStretch(1);
    layout->addLayout(side);
    connect(m_list, &QListView::activated, this, [this] {
        if (current())
            accept();
    });
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this, &RecipesDialog::update);
    connect(new QShortcut(QKeySequence::Delete, m_list, nullptr, nullptr, Qt::WidgetShortcut), &QShortcut::activated, this, &RecipesDialog::remove);
    return area;
}

const Recipe *RecipesDialog::current() const { return m_recipes.find(m_list->currentIndex().data(IdRole).toString()); }

AuthoredDocument RecipesDialog::chosen() const
{
    const Recipe *recipe = current();
    return recipe ? withTargets(recipe->document, recipe->targets) : AuthoredDocument(DocumentKind::Job);
}

void RecipesDialog::tell(const Result<Done> &done, const QString &sentence)
{
    m_note->setText(done ? sentence : done.error().message);
    for (int row = 0; row < m_recipes.rowCount() && done; ++row) {
        if (m_recipes.index(row, 0).data(IdRole).toString() == m_name->text().trimmed())
            m_list->setCurrentIndex(m_recipes.index(row, 0));
    }
    update();
}

void RecipesDialog::save()
{
    const QString name = m_name->text().trimmed();
    Recipe recipe;
    recipe.name = name;
    recipe.document = withTargets(m_document, {});
    recipe.targets = targetsOf(m_document).size() > 1 ? targetsOf(m_document) : QList<TargetRow>();
    m_recipes.save(recipe, [self = QPointer(this), name](const Result<Done> &done) {
        if (self)
            self->tell(done, tr("“%1” is kept.").arg(name));
    });
}

void RecipesDialog::rename()
{
    const Recipe *recipe = current();
    if (!recipe)
        return;
    const QString from = recipe->name, to = m_name->text().trimmed();
    m_recipes.rename(from, to, [self = QPointer(this), from, to](const Result<Done> &done) {
        if (self)
            self->tell(done, tr("“%1” is called “%2” now.").arg(from, to));
    });
}

void RecipesDialog::remove()
{
    const Recipe *recipe = current();
    if (!recipe)
        return;
    const QString name = recipe->name;
    m_name->setText(name); // taken back by keeping what is left of it: the name stays at hand
    m_recipes.remove(name, [self = QPointer(this), name](const Result<Done> &done) {
        if (self)
            self->tell(done, tr("“%1” is removed.").arg(name));
    });
}

void RecipesDialog::importFile()
{
    askWhatToOpen(this, {tr("Import"), tr("YAML and JSON (*.yaml *.yml *.json);;All Files (*)")}, this, [this](const QString &path) {
        whenDone(readTextFile(path), this, [this, path](const Result<QByteArray> &text) {
            Result<Recipe> recipe = text ? Recipe::fromYaml(*text) : Result<Recipe>(text.error());
            if (!recipe)
                return tell(recipe.error(), {});
            Recipe made = *recipe;
            made.name = m_recipes.freeName(made.name);
            m_recipes.save(made, [self = QPointer(this), name = made.name](const Result<Done> &done) {
                if (self)
                    self->tell(done, tr("“%1” is kept.").arg(name));
            });
        });
    });
}

void RecipesDialog::exportFile()
{
    const Recipe *recipe = current();
    if (!recipe)
        return;
    const SaveQuestion question{tr("Export"), recipe->name + QStringLiteral(".yaml"), QStringLiteral("yaml"), tr("YAML (*.yaml)")};
    askWhereToSave(this, question, this, [this, content = recipe->toYaml()](const QString &path) {
        whenDone(writeTextFile(path, content), this, [this, path](const Result<Done> &done) { tell(done, tr("Written to %1.").arg(path)); });
    });
}

void RecipesDialog::update()
{
    const Recipe *recipe = current();
    const QString name = m_name->text().trimmed();
    const bool there = m_recipes.find(name);
    const QString problem = name.isEmpty() ? QString() : m_recipes.nameProblem(name, there ? name : QString());
    m_problem->setProblem(problem);
    m_save->setText(there ? tr("&Replace It by This Job") : tr("&Keep This Job"));
    m_save->setEnabled(!name.isEmpty() && problem.isEmpty() && !m_document.isEmpty());
    m_rename->setEnabled(recipe && !name.isEmpty() && !there && problem.isEmpty());
    for (QPushButton *button : {m_use, m_remove, m_export})
        button->setEnabled(recipe);
    if (m_recipes.state() == LoadState::Failed)
        m_note->setText(m_recipes.error());
}

} // namespace assay
