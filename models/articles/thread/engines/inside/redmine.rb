# Fills Redmine with talks, as topics of a board and as issues, and prints their pages: rails runner redmine.rb < talks
require 'json'

SKINS = ['', 'classic', 'alternate'].freeze
PER_PAGE = 12

told = JSON.parse($stdin.read)
ActionMailer::Base.perform_deliveries = false
ActiveRecord::Base.logger = nil
MessagesController.send(:remove_const, :REPLIES_PER_PAGE)
MessagesController.const_set(:REPLIES_PER_PAGE, PER_PAGE)
Setting.text_formatting = 'markdown'
Setting.user_format = 'lastname'
Setting.host_name = 'redmine.example'
Setting.app_title = 'Workshop'
Setting.notified_events = []
PROJECT = Project.create!(name: 'Workshop', identifier: 'workshop', is_public: true,
                          enabled_module_names: %w[issue_tracking boards])
PROJECT.trackers = Tracker.all
BOARD = Board.create!(project: PROJECT, name: 'Questions', description: 'For all that is asked')

def member(person)
  login = person['login'].downcase
  User.find_by(login: login) || User.new.tap do |user|
    user.login = login
    user.firstname = '-'
    user.lastname = person['name']
    user.mail = "#{login}@mail.example"
    user.language = ''
    user.status = User::STATUS_ACTIVE
    user.save!(validate: false)
  end
end

def dated(record, said)
  record.update_columns(created_on: Time.iso8601(said['when']))
  record
end

def topic(talk)
  first = nil
  talk['posts'].each do |said|
    subject = first ? "RE: #{talk['title']}" : talk['title']
    post = Message.new(board: BOARD, parent: first, subject: subject, content: said['markdown'])
    post.author = member(said['author'])
    post.save!(validate: false)
    dated(post, said)
    first ||= post
  end
  pages = [(talk['posts'].length - 2) / PER_PAGE + 1, 1].max
  (1..pages).map { |number| ["/boards/#{BOARD.id}/topics/#{first.id}?page=#{number}", number] }
end

def issue(talk)
  first, *rest = talk['posts']
  issue = Issue.new(project: PROJECT, tracker: Tracker.all[talk['seed'] % 3], subject: talk['title'],
                    description: first['markdown'], author: member(first['author']), priority: IssuePriority.first,
                    status: IssueStatus.first)
  issue.save!(validate: false)
  issue.update_columns(created_on: Time.iso8601(first['when']))
  rest.each do |said|
    note = Journal.new(journalized: issue, user: member(said['author']), notes: said['markdown'])
    if said['number'] % 4 == 1
      note.details << JournalDetail.new(property: 'attr', prop_key: 'done_ratio', old_value: '0', value: '30')
    end
    note.save!(validate: false)
    note.update_columns(created_on: Time.iso8601(said['when']))
  end
  [["/issues/#{issue.id}", 1]]
end

session = ActionDispatch::Integration::Session.new(Rails.application)
session.host! 'redmine.example'
pages = told['talks'].each_with_index.flat_map do |talk, at|
  %w[board issue].flat_map do |form|
    addresses = form == 'board' ? topic(talk) : issue(talk)
    Setting.default_language = talk['language']
    Setting.ui_theme = skin = SKINS[(at + form.length) % 3]
    Setting.gravatar_enabled = at.even? ? '1' : '0'
    addresses.map do |address, number|
      session.get(address, headers: { 'Accept-Language' => talk['language'] })
      abort("#{address} answers #{session.response.status}") unless session.response.status == 200
      variant = [form, skin].reject(&:empty?).join('-')
      { talk: talk['seed'], url: address, number: number, html: session.response.body, variant: variant }
    end
  end
end
puts JSON.generate(pages)
